"""Invitations and links for a new password."""

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from stepmark.domain.people import AccessLink, Member
from stepmark.platform.clock import now
from stepmark.platform.ids import token_hash
from stepmark.platform.tenancy import across_workspaces


def live_link(session: Session, token: str) -> AccessLink | None:
    """The link with this token, if it was neither used nor revoked and has not expired."""
    return session.scalars(select(AccessLink).where(AccessLink.token_hash == token_hash(token), _live())).one_or_none()


def locked_link(session: Session, token: str) -> AccessLink | None:
    """The same, locked, so that two can't use it at once."""
    query = select(AccessLink).where(AccessLink.token_hash == token_hash(token), _live()).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


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
