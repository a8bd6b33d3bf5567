"""What a member has been told."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.notes import Notice

_PLACES = {"rule": "rules", "run": "runs"}


def notices_of(session: Session, member_id: int | None, *, before: int | None = None, limit: int = 50) -> list[Notice]:
    """A member's notices, the newest first; `before` pages on by id."""
    query = select(Notice).where(Notice.member_id == member_id)
    if before is not None:
        query = query.where(Notice.id < before)
    return list(session.scalars(query.order_by(Notice.id.desc()).limit(limit)))


def unread_count(session: Session, member_id: int | None) -> int:
    """How many notices a member has not read."""
    query = select(func.count()).select_from(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def newest_notice(session: Session, member_id: int | None, since: datetime) -> Notice | None:
    """What a member was told last, if that was after a moment and they have not read it."""
    query = select(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None), Notice.at > since)
    return session.scalars(query.order_by(Notice.id.desc()).limit(1)).one_or_none()


def leads_to(notice: Notice) -> str | None:
    """The path of what a notice speaks of, such as /deals/7: a record, or one's own of a kind."""
    if notice.kind in _PLACES:
        return f"/{_PLACES[notice.kind]}/{notice.record_id}"
    kind = KINDS.get(notice.kind or "")
    if kind is None:
        return None
    if notice.record_id:
        return f"/{kind.plural}/{notice.record_id}"
    return f"{kind.list_path}?mine=1" if kind.has_stages else f"/{kind.plural}"
