"""Telling a member something inside the product, and their having read it."""

from typing import Any

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.notes import Notice
from stepmark.platform.clock import now
from stepmark.platform.i18n import Lazy


def tell(work: Work, member_id: int | None, message: Lazy, kind: str, record_id: int) -> None:
    """Leave a notice about a record; nobody is told the same twice while it is unread."""
    if member_id is None:
        return
    details = {name: str(value) for name, value in message.values.items()}
    same = select(Notice).where(
        Notice.member_id == member_id,
        Notice.kind == kind,
        Notice.record_id == record_id,
        Notice.message == message.message,
        Notice.read_at.is_(None),
    )
    if any(notice.details == details for notice in work.session.scalars(same)):
        return
    work.session.add(
        Notice(member_id=member_id, message=message.message, details=details, kind=kind, record_id=record_id)
    )


def read_notices(work: Work, notice_id: int | None = None) -> None:
    """Mark one of the actor's notices as read, or all of them."""
    query = select(Notice).where(Notice.member_id == work.actor.member_id, Notice.read_at.is_(None))
    for notice in work.session.scalars(query if notice_id is None else query.where(Notice.id == notice_id)):
        notice.read_at = now()


def shown(notice: Notice) -> Lazy:
    """A notice's text, translated when it is shown."""
    values: dict[str, Any] = notice.details
    return Lazy(notice.message, **values)
