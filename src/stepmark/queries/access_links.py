"""Invitations and links for a new password."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from stepmark.domain.people import AccessLink, Member, Person, Role
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.ids import token_hash
from stepmark.platform.tenancy import across_workspaces
from stepmark.platform.text import fold


@dataclass(frozen=True)
class Invitation:
    """An open invitation. `known_person_id` and `known_name` are set if the invited person signs in here already."""

    workspace_id: int
    workspace_name: str
    email: str
    name: str
    role: Role
    known_person_id: int | None
    known_name: str


def invitation_by_token(session: Session, token: str) -> Invitation | None:
    """The open invitation with this token. Asks across workspaces."""
    query = (
        select(AccessLink, Workspace.name)
        .join(Workspace, Workspace.id == AccessLink.workspace_id)
        .where(AccessLink.token_hash == token_hash(token), AccessLink.person_id.is_(None), _live())
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    link, workspace_name = row
    known = session.scalars(select(Person).where(Person.email_folded == fold(link.email))).one_or_none()
    known_id, known_name = (known.id, known.name) if known else (None, "")
    return Invitation(link.workspace_id, workspace_name, link.email, link.name, Role(link.role), known_id, known_name)


def reset_email(session: Session, token: str) -> str | None:
    """Whose password an open reset link may change; None for any other token. Asks across workspaces."""
    query = select(Person.email).join(AccessLink, AccessLink.person_id == Person.id)
    return session.scalars(query.where(AccessLink.token_hash == token_hash(token), _live())).one_or_none()


def locked_link(session: Session, token: str) -> AccessLink | None:
    """The link with this token, if it was neither used nor revoked and has not expired; locked for this change."""
    query = select(AccessLink).where(AccessLink.token_hash == token_hash(token), _live()).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def link_with(session: Session, token: str) -> AccessLink:
    """The link that was made with this token."""
    return session.scalars(select(AccessLink).where(AccessLink.token_hash == token_hash(token))).one()


def open_invitations(session: Session, workspace_id: int) -> list[AccessLink]:
    """The workspace's invitations that may still be accepted, newest first."""
    query = select(AccessLink).where(AccessLink.workspace_id == workspace_id, AccessLink.person_id.is_(None), _live())
    return list(session.scalars(query.order_by(AccessLink.id.desc())))


def is_member_elsewhere(session: Session, person_id: int, workspace_id: int) -> bool:
    """Whether a person belongs to a workspace besides this one."""
    elsewhere = exists().where(Member.person_id == person_id, Member.workspace_id != workspace_id)
    with across_workspaces(session):
        return bool(session.scalar(select(elsewhere)))


def _live() -> ColumnElement[bool]:
    return and_(AccessLink.used_at.is_(None), AccessLink.expires_at > now())
