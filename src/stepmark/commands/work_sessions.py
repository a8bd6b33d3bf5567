"""Starting and stopping to work, so that rules can hand work to those who are there."""

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.people import Member
from stepmark.domain.rights import require
from stepmark.domain.work_sessions import WorkSession
from stepmark.platform.clock import now


def start_work_session(work: Work) -> None:
    """Let the actor's work session run, unless it does already. Viewers have no work here."""
    require(work.actor.can_create and work.actor.member_id is not None)
    assert work.actor.member_id is not None  # noqa: S101 - just required, which the types can't know
    if _running(work, work.actor.member_id) is not None:
        return
    session = WorkSession(member_id=work.actor.member_id)
    work.session.add(session)
    work.session.flush()
    work.happened("work_session.started", "work_session", session.id, label=work.actor.name)


def end_work_session(work: Work) -> None:
    """Stop the actor's work session, if one runs."""
    if work.actor.member_id is not None:
        end_session_of(work, work.actor.member_id, work.actor.name)


def end_session_of(work: Work, member_id: int, name: str) -> None:
    """The same for a member who leaves."""
    session = _running(work, member_id)
    if session is None:
        return
    session.ended_at = now()
    work.happened("work_session.ended", "work_session", session.id, label=name)


def _running(work: Work, member_id: int) -> WorkSession | None:
    # The member's row is the lock: two tabs that start at once do it one after the other.
    work.session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
    query = select(WorkSession).where(WorkSession.member_id == member_id, WorkSession.ended_at.is_(None))
    return work.session.scalars(query).one_or_none()
