"""The place of a field among its kind's: by drag, or by the menu."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.fields import update_field
from stepmark.web.caller import Administrator
from stepmark.web.field_parts import field_or_404, fields_changed
from stepmark.web.forms import Form, int_of_form

router = APIRouter()


@router.put("/fields/{field_id:id}/place")
def update(caller: Administrator, field_id: int, form: Form) -> Response:
    """Move it to `position`, from 0."""
    caller.run(update_field, field_id, position=int_of_form(form, "position") or 0)
    with caller.reading() as session:
        kind = field_or_404(session, field_id).kind
    return fields_changed(caller, kind)
