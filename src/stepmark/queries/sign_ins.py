"""By what people get in: accounts, memberships, browsers and tokens."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.domain.people import ApiToken, Member, Person, Role, SignIn
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.text import fold, is_storable

EMAIL_LIMIT = 320


@dataclass(frozen=True)
class Membership:
    """A workspace that a person may enter."""

    member_id: int
    workspace_name: str
    role: Role


def person_by_email(session: Session, email: str) -> Person | None:
    """Whoever signs in with this address; nobody does with what can't be stored."""
    if len(email) > EMAIL_LIMIT or not is_storable(email):
        return None
    return session.scalars(select(Person).where(Person.email_folded == fold(email.strip()))).one_or_none()


def memberships_of(session: Session, person_id: int) -> list[Membership]:
    """The workspaces that a person may enter, the one they were in last first. Asks across workspaces."""
    last = select(func.max(SignIn.seen_at)).where(SignIn.member_id == Member.id).scalar_subquery()
    query = (
        select(Member.id, Workspace.name, Member.role)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(Member.person_id == person_id, Member.active.is_(True))
        .order_by(func.coalesce(last, Member.created_at).desc(), Workspace.name)
    )
    return [Membership(member_id, name, Role(role)) for member_id, name, role in session.execute(query)]


def open_sign_ins(session: Session, person_id: int, days: int) -> list[SignIn]:
    """The browsers in which a person is signed in now, the newest first."""
    fresh = SignIn.seen_at > now() - timedelta(days=days)
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), fresh)
    return list(session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def tokens_of(session: Session, member_id: int | None) -> list[ApiToken]:
    """A member's API tokens that have not been ended, the newest first."""
    query = select(ApiToken).where(ApiToken.member_id == member_id, ApiToken.ended_at.is_(None))
    return list(session.scalars(query.order_by(ApiToken.id.desc())))
