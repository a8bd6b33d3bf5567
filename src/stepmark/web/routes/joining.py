"""An invitation as the invited person opens it."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.invitations import accept_invitation, gone
from stepmark.domain.passwords import hashed
from stepmark.domain.people import ROLE_LABELS, Role
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.access_links import Invitation, invitation_by_token
from stepmark.web.caller import NotSignedIn, Public, Visitor, signed_in
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other
from stepmark.web.sign_in import let_in, proven

router = APIRouter()


@router.get("/join/{token}")
def new(visitor: Public, token: str) -> Response:
    """Who invites to what; a new person chooses a password, a known one gives theirs."""
    return _form(visitor, _invitation(visitor, token))


@router.post("/join/{token}")
def create(visitor: Public, token: str, form: Form) -> Response:
    """Become a member, and go in."""
    invitation = _invitation(visitor, token)
    name = text_of_form(form, "name") or invitation.known_name
    try:
        member_id = _accept(visitor, invitation, token, name, text_of_form(form, "password"))
    except Problem as problem:
        return _form(visitor, invitation, problem.status, field_errors(problem), name)
    welcome = _("Welcome to %(workspace)s", workspace=invitation.workspace_name)
    return let_in(visitor, see_other("/", welcome), member_id)


def _accept(visitor: Visitor, invitation: Invitation, token: str, name: str, password: str) -> int:
    guest = Actor(invitation.workspace_id, None, name[:200], Role.VIEWER)
    if invitation.known_person_id is None:
        return visitor.edge.run(guest, accept_invitation, token, name, hashed(password, invitation.email))
    if not _is_here(visitor, invitation.known_person_id):
        proven(visitor, invitation.email, password, key="password")
    return visitor.edge.run(guest, accept_invitation, token, name, known_person_id=invitation.known_person_id)


def _form(
    visitor: Visitor, invitation: Invitation, status: int = 200, errors: dict[str, Text] | None = None, name: str = ""
) -> Response:
    known_id = invitation.known_person_id
    return page(
        visitor,
        "invitations/join.html",
        status,
        invitation=invitation,
        role=ROLE_LABELS[invitation.role],
        name=name or invitation.name,
        is_here=known_id is not None and _is_here(visitor, known_id),
        errors=errors or {},
    )


def _invitation(visitor: Visitor, token: str) -> Invitation:
    with visitor.database.reading(None) as session:
        invitation = invitation_by_token(session, token)
    if invitation is None:
        raise gone()
    return invitation


def _is_here(visitor: Visitor, person_id: int) -> bool:
    try:
        return signed_in(visitor.request).identity.person_id == person_id
    except NotSignedIn:
        return False
