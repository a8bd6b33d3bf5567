"""Invitations, as administrators send them."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.invitations import INVITATION_LASTS, invite_member, revoke_invitation
from stepmark.domain.people import ROLE_LABELS, Role
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.access_links import open_invitations
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()


@router.get("/invitations")
def index(caller: Administrator) -> Response:
    """Those that may still be accepted."""
    with caller.reading() as session:
        links = open_invitations(session, caller.actor.workspace_id)
    return page(caller, "invitations/index.html", nav="members", links=links, roles=ROLE_LABELS)


@router.get("/invitations/new")
def new(caller: Administrator) -> Response:
    """An empty form."""
    return _form(caller)


@router.post("/invitations")
def create(caller: Administrator, form: Form) -> Response:
    """Invite somebody, and show the link this once."""
    given = {key: text_of_form(form, key) for key in ("email", "name", "role")}
    try:
        token = caller.run(invite_member, given["email"], given["role"], given["name"])
    except Problem as problem:
        return _form(caller, problem.status, field_errors(problem), given)
    url = str(caller.request.base_url.replace(path=f"/join/{token}"))
    expires_at = now() + INVITATION_LASTS
    return page(caller, "invitations/link.html", nav="members", url=url, to=given["email"], expires_at=expires_at)


@router.delete("/invitations/{invitation_id:id}")
def delete(caller: Administrator, invitation_id: int) -> Response:
    """Take an invitation back."""
    caller.run(revoke_invitation, invitation_id)
    return see_other("/invitations", _("The invitation is taken back."))


def _form(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, str] | None = None
) -> Response:
    given = given or {"email": "", "name": "", "role": Role.SALESPERSON}
    context = {"errors": errors or {}, "given": given, "roles": ROLE_LABELS}
    return page(caller, "invitations/new.html", status, nav="members", **context)
