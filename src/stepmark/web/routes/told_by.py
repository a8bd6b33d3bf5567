"""How one wants to be told of things."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.told_by import set_told_by
from stepmark.platform.i18n import _
from stepmark.web.caller import Viewer
from stepmark.web.forms import Form
from stepmark.web.render import see_other

router = APIRouter()


@router.put("/profile/told-by")
def update(caller: Viewer, form: Form) -> Response:
    """Save the ways that are ticked."""
    caller.run(set_told_by, form.getlist("told_by"))
    return see_other("/profile#told-by", _("Saved."))
