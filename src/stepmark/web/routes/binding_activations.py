"""An automation's being switched on, as far as the plan allows, and off."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.bindings import set_active
from stepmark.platform.i18n import _
from stepmark.web.binding_parts import switched
from stepmark.web.caller import Administrator
from stepmark.web.forms import Form, text_of_form

router = APIRouter()


@router.post("/bindings/{binding_id:id}/activation")
def create(caller: Administrator, binding_id: int, form: Form) -> Response:
    """Switch it on; deals that it could have ticked before are asked about."""
    caller.run(set_active, binding_id, True)
    return switched(caller, binding_id, text_of_form(form, "where"), _("The automation is on."))


@router.delete("/bindings/{binding_id:id}/activation")
def delete(caller: Administrator, binding_id: int, form: Form) -> Response:
    """Switch it off; ticks stay."""
    caller.run(set_active, binding_id, False)
    return switched(caller, binding_id, text_of_form(form, "where"), _("The automation is off."))
