"""Who is asking: one statement from a cookie or a bearer token to the member, their workspace and their rights."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from stepmark.domain.field_access import FieldAccess
from stepmark.domain.notes import Notice
from stepmark.domain.people import ApiToken, Member, Person, Role, SignIn
from stepmark.domain.rights import Actor
from stepmark.domain.work_sessions import WorkSession
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.clock import now
from stepmark.platform.ids import token_hash


@dataclass(frozen=True)
class Identity:
    """A signed-in member. `access_id` is the sign-in's or the token's id.

    `unread` is the number of unread notices, `workspaces` that of the workspaces which the person may enter;
    `working_since` says when the running work session was started, `told_by` how they want to be told of things.
    """

    actor: Actor
    person_id: int
    email: str
    workspace_name: str
    access_id: int
    seen_at: datetime | None
    unread: int
    workspaces: int
    tour_due: bool
    working_since: datetime | None
    told_by: tuple[str, ...] = ()


def identity_by_sign_in(session: Session, token: str, days: int) -> Identity | None:
    """The member behind a browser's cookie; None if the sign-in was ended or has not been used for `days`."""
    query = _members(SignIn).where(
        SignIn.token_hash == token_hash(token),
        SignIn.ended_at.is_(None),
        SignIn.seen_at > now() - timedelta(days=days),
    )
    return _identity(session, query, lambda access: access.seen_at)


def identity_by_token(session: Session, token: str) -> Identity | None:
    """The member behind an API token; None if it was ended."""
    query = _members(ApiToken).where(ApiToken.token_hash == token_hash(token), ApiToken.ended_at.is_(None))
    return _identity(session, query, lambda access: access.used_at)


@cache
def _members(access: type[SignIn] | type[ApiToken]) -> Select[Any]:
    # Kept, since putting it together takes several times as long as asking it, and every request asks.
    unread = select(func.count()).where(Notice.member_id == Member.id, Notice.read_at.is_(None)).scalar_subquery()
    other = aliased(Member)
    enterable = select(func.count()).where(other.person_id == Member.person_id, other.active.is_(True))
    running = select(WorkSession.started_at).where(WorkSession.member_id == Member.id, WorkSession.ended_at.is_(None))
    return (
        select(access, Member, Person, Workspace, unread, enterable.scalar_subquery(), running.scalar_subquery())
        .join(Member, Member.id == access.member_id)
        .join(Person, Person.id == Member.person_id)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(Member.active.is_(True))
    )


def _identity(session: Session, query: Select[Any], seen_at: Any) -> Identity | None:
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    access, member, person, workspace, unread, workspaces, working_since = row
    return Identity(
        actor=actor_of(member, workspace),
        person_id=person.id,
        email=person.email,
        workspace_name=workspace.name,
        access_id=access.id,
        seen_at=seen_at(access),
        unread=unread,
        workspaces=workspaces,
        tour_due=member.tour_due,
        working_since=working_since,
        told_by=tuple(member.told_by),
    )


def actor_of(member: Member, workspace: Workspace) -> Actor:
    """A member as the one who acts."""
    return Actor(
        workspace_id=workspace.id,
        member_id=member.id,
        name=member.name,
        role=Role(member.role),
        visibility=Visibility(workspace.visibility),
        locale=member.locale,
        time_zone=member.time_zone,
        currency=workspace.currency,
        plan=workspace.plan,
        job_title=member.job_title,
        automation_version=workspace.automation_version,
        access=FieldAccess(Role(member.role), workspace.field_access),
    )
