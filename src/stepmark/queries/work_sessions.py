"""Who is at work."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.work_sessions import WorkSession


def running(session: Session, member_ids: Collection[int]) -> set[int]:
    """Those of these members whose work session runs."""
    query = select(WorkSession.member_id).where(WorkSession.ended_at.is_(None), WorkSession.member_id.in_(member_ids))
    return set(session.scalars(query)) if member_ids else set()


def working_since(session: Session, member_id: int | None) -> datetime | None:
    """When a member's running work session was started; None when none runs."""
    query = select(WorkSession.started_at).where(WorkSession.ended_at.is_(None), WorkSession.member_id == member_id)
    return session.scalars(query).one_or_none()
