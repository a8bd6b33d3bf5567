"""Calendar feeds: whose one is, and what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.calendar_feeds import CalendarFeed
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.ids import token_hash
from stepmark.queries.identity import actor_of
from stepmark.queries.task_lists import TaskRow, tasks_due

BEFORE, AHEAD = timedelta(days=60), timedelta(days=400)


@dataclass(frozen=True)
class Reader:
    """The member behind a feed."""

    feed: CalendarFeed
    actor: Actor
    workspace_name: str


def reader_of(session: Session, token: str) -> Reader | None:
    """Whose feed this token opens; None for one that was ended or never was. Asks across workspaces."""
    query = (
        select(CalendarFeed, Member, Workspace)
        .join(Member, Member.id == CalendarFeed.member_id)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(CalendarFeed.token_hash == token_hash(token), CalendarFeed.ended_at.is_(None), Member.active.is_(True))
    )
    row = session.execute(query).one_or_none()
    return Reader(row[0], actor_of(row[1], row[2]), row[2].name) if row else None


def tasks_for(session: Session, actor: Actor) -> Sequence[TaskRow]:
    """The member's tasks with a day, from two months back to a year ahead."""
    return tasks_due(session, actor, actor.member_id, now() - BEFORE, now() + AHEAD)


def feed_of(session: Session, member_id: int | None) -> CalendarFeed | None:
    """A member's live feed."""
    query = select(CalendarFeed).where(CalendarFeed.member_id == member_id, CalendarFeed.ended_at.is_(None))
    return session.scalars(query.order_by(CalendarFeed.id.desc()).limit(1)).one_or_none()
