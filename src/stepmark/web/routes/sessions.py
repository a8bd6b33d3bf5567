"""The browsers in which one is signed in."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.sign_in import end_other_sign_ins, end_sign_in
from stepmark.platform.i18n import _
from stepmark.queries.sign_ins import open_sign_ins
from stepmark.web.browsers import browser_name
from stepmark.web.caller import Viewer
from stepmark.web.render import page, see_other

router = APIRouter()


@router.get("/profile/sessions")
def index(caller: Viewer) -> Response:
    """All of them, this one marked."""
    with caller.database.reading(None) as session:
        sign_ins = open_sign_ins(session, caller.identity.person_id, caller.settings.session_days)
    current_id = caller.identity.access_id
    return page(caller, "profile/sessions.html", sign_ins=sign_ins, current_id=current_id, browser_name=browser_name)


@router.delete("/profile/sessions/{sign_in_id:id}")
def delete(caller: Viewer, sign_in_id: int) -> Response:
    """Sign one browser out."""
    caller.run(end_sign_in, sign_in_id)
    return see_other("/profile/sessions", _("That browser is signed out."))


@router.delete("/profile/sessions")
def delete_others(caller: Viewer) -> Response:
    """Sign all other browsers out."""
    caller.run(end_other_sign_ins, caller.identity.access_id)
    return see_other("/profile/sessions", _("All other browsers are signed out."))
