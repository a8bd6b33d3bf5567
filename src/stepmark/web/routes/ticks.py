"""A tick on a step: made and taken away. A refused one answers with a dialog that asks for what is missing."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.ticks import tick_step, untick_step
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.web.caller import Salesperson
from stepmark.web.deal_parts import checklist_changed
from stepmark.web.forms import Form, text_of_form
from stepmark.web.record_paths import SALE
from stepmark.web.routes._asking import ask_for_what_is_missing, value_of

router = APIRouter()
_ANSWERABLE = ("field-required", "note-required", "invalid", "broken-reference")


@router.post(SALE + "/steps/{step_id:id}/tick")
def create(caller: Salesperson, deal_id: int, step_id: int, form: Form) -> Response:
    """Tick the step, with the note and the field's value when the dialog sends them."""
    value = value_of(caller, form)
    try:
        caller.run(tick_step, deal_id, step_id, note=text_of_form(form, "note"), value=value)
    except Problem as problem:
        if problem.type not in _ANSWERABLE:
            raise
        return ask_for_what_is_missing(caller, deal_id, step_id, problem, form, value)
    return checklist_changed(caller, deal_id, _("Ticked."))


@router.delete(SALE + "/steps/{step_id:id}/tick")
def delete(caller: Salesperson, deal_id: int, step_id: int) -> Response:
    """Reopen the step."""
    caller.run(untick_step, deal_id, step_id)
    return checklist_changed(caller, deal_id, _("Reopened."))
