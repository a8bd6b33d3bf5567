"""The workspaces that a person belongs to, and going from one to another."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.commands.sign_in import enter_as
from stepmark.queries.sign_ins import memberships_of
from stepmark.web.caller import Viewer
from stepmark.web.forms import Form, int_of_form
from stepmark.web.render import page, see_other
from stepmark.web.sign_in import remember

router = APIRouter()


@router.get("/workspaces")
def index(caller: Viewer) -> Response:
    """The person's workspaces, to choose from."""
    with caller.database.reading(None) as session:
        memberships = memberships_of(session, caller.identity.person_id)
    return page(caller, "sign_in/workspaces.html", memberships=memberships)


@router.post("/workspaces/current")
def create(caller: Viewer, form: Form) -> Response:
    """Go on as the chosen member; the browser gets a new token."""
    member_id = int_of_form(form, "member_id")
    if member_id is None:
        raise not_found()
    sign_in_id = caller.identity.access_id
    token = caller.edge.run_as_system(lambda session: enter_as(session, sign_in_id, member_id))
    return remember(caller, see_other("/"), token)
