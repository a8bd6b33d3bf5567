"""Telling a member something inside the product, and their having read it."""

from typing import Any

from sqlalchemy import Select, select

from stepmark.commands.access import not_found
from stepmark.commands.work import Work
from stepmark.domain.notes import Notice
from stepmark.platform.clock import now
from stepmark.platform.i18n import Lazy
from stepmark.platform.mapping import new_row


def tell(
    work: Work, member_id: int | None, message: Lazy, kind: str, record_id: int | None, *, is_new: bool = False
) -> None:
    """Leave a notice about a record, or about several of a kind; nobody is told the same twice while it is unread.

    Of a record that is new, nobody can have been told.
    """
    if member_id is None:
        return
    details = {name: str(value) for name, value in message.values.items()}
    told = {"member_id": member_id, "kind": kind, "record_id": record_id, "message": message.message}
    notice = new_row(Notice, {**told, "details": details})
    if is_new or not _is_known(work, notice):
        work.notices.append(notice)
        work.told.add(member_id)


def read_notices(work: Work) -> None:
    """Mark all the actor's notices as read."""
    for notice in work.session.scalars(_own(work).where(Notice.read_at.is_(None))):
        _read(work, notice)


def read_notice(work: Work, notice_id: int) -> None:
    """Mark one of the actor's notices as read."""
    notice = work.session.scalars(_own(work).where(Notice.id == notice_id)).one_or_none()
    if notice is None:
        raise not_found()
    if notice.read_at is None:
        _read(work, notice)


def shown(notice: Notice) -> Lazy:
    """A notice's text, translated when it is shown."""
    values: dict[str, Any] = notice.details
    return Lazy(notice.message, **values)


def _is_known(work: Work, notice: Notice) -> bool:
    same = select(Notice).where(
        Notice.member_id == notice.member_id,
        Notice.kind == notice.kind,
        Notice.record_id == notice.record_id,
        Notice.message == notice.message,
        Notice.read_at.is_(None),
    )
    return any(each.details == notice.details for each in work.session.scalars(same)) or any(
        (each.member_id, each.kind, each.record_id, each.message, each.details)
        == (notice.member_id, notice.kind, notice.record_id, notice.message, notice.details)
        for each in work.notices
    )


def _read(work: Work, notice: Notice) -> None:
    notice.read_at = now()
    work.told.add(notice.member_id)


def _own(work: Work) -> Select[Notice]:
    return select(Notice).where(Notice.member_id == work.actor.member_id)
