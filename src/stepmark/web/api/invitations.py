"""Links by which people come in: invitations, and a new password for a member. Each is told once, to its maker."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.invitations import invite_member, revoke_invitation
from stepmark.commands.passwords import offer_reset
from stepmark.commands.work import Work
from stepmark.domain.people import AccessLink, Role
from stepmark.queries.access_links import link_with, open_invitations
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiCaller
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1", tags=["members"], responses=REFUSALS)
_TOLD_ONCE = "Where it leads, on this server. Told in the answer to its making alone: only its hash is kept."


class InvitationShape(BaseModel):
    """Who may become a member until when, and with which role."""

    id: RowId
    email: str
    name: str
    role: Role
    invited_by: RowId | None
    expires_at: str


class NewInvitationShape(InvitationShape):
    """The same with the link."""

    path: str | None = Field(description=_TOLD_ONCE)


class PasswordLinkShape(BaseModel):
    """A link with which a member chooses a new password, once."""

    path: str | None = Field(description=_TOLD_ONCE)
    expires_at: str


class NewInvitation(Body):
    """Whom to invite. Nothing is sent: hand the link over yourself. An earlier link for the same address ends."""

    email: str
    role: str = Field(description=f"One of {', '.join(Role)}.")
    name: str = ""


@router.get("/invitations", response_model=page_model("Invitations", InvitationShape))
def index(caller: ApiAdministrator) -> Response:
    """List those that may still be accepted, all at once, the newest first."""
    with caller.reading() as session:
        links = open_invitations(session, caller.actor.workspace_id)
        return json_answer(page_shape([_shape(link) for link in links], None))


@router.post("/invitations", status_code=201, response_model=NewInvitationShape)
def invite(caller: ApiAdministrator, body: NewInvitation) -> Response:
    """Invite somebody."""

    def shown(link: AccessLink, token: str | None) -> NewInvitationShape:
        return NewInvitationShape(**_shape(link).model_dump(), path=token and f"/join/{token}")

    return _linked(caller, lambda work: invite_member(work, body.email, body.role, body.name), shown)


@router.delete("/invitations/{invitation_id}", status_code=204)
def revoke(caller: ApiAdministrator, invitation_id: PathId) -> None:
    """Take an invitation back."""
    caller.run(revoke_invitation, invitation_id)


@router.post("/members/{member_id}/password-link", status_code=201, response_model=PasswordLinkShape)
def offer(caller: ApiAdministrator, member_id: PathId) -> Response:
    """Make a link for a new password. A member of another workspace too changes it themselves."""

    def shown(link: AccessLink, token: str | None) -> PasswordLinkShape:
        return PasswordLinkShape(path=token and f"/new-password/{token}", expires_at=_moment(link.expires_at))

    return _linked(caller, lambda work: offer_reset(work, member_id), shown)


def _linked(
    caller: ApiCaller, make: Callable[[Work], str], shown: Callable[[AccessLink, str | None], BaseModel]
) -> Response:
    """Make a link and tell its token. A repeated request is answered by what was told then."""
    tokens: list[str] = []

    def made(work: Work) -> int:
        tokens.append(make(work))
        return link_with(work.session, tokens[-1]).id

    def told(session: Session, link_id: int) -> BaseModel:
        return shown(session.get_one(AccessLink, link_id), tokens[-1] if tokens else None)

    return caller.created(told, made)


def _shape(link: AccessLink) -> InvitationShape:
    return InvitationShape(
        id=link.id,
        email=link.email,
        name=link.name,
        role=Role(link.role),
        invited_by=link.invited_by,
        expires_at=_moment(link.expires_at),
    )


def _moment(at: datetime) -> str:
    return moment(at) or ""
