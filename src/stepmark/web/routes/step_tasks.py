"""Tasks under a step of a deal: the form, and adding one."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import TASK
from stepmark.commands.access import not_found
from stepmark.commands.tasks import add_task_to_step
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.deal_pages import seen_checklist
from stepmark.queries.people import members
from stepmark.web.audience_form import audience_on_form, submitted_audience
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.deal_parts import checklist_changed
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import asked, place_of
from stepmark.web.record_paths import SALE

router = APIRouter()
_FIELDS = ("title", "type", "due_at", "responsible_id", "description")


@router.get(SALE + "/steps/{step_id:id}/tasks/new")
def new(caller: Salesperson, deal_id: int, step_id: int) -> Response:
    """The form for one more task."""
    return _form(caller, deal_id, step_id, {}, {})


@router.post(SALE + "/steps/{step_id:id}/tasks")
def create(caller: Salesperson, deal_id: int, step_id: int, form: Form) -> Response:
    """Add the task; the fourth is refused."""
    values: dict[str, Any] = {name: text_of_form(form, name) for name in _FIELDS if name in form}
    try:
        caller.run(add_task_to_step, deal_id, step_id, values | submitted_audience(form))
    except Problem as problem:
        if problem.type not in ("invalid", "step-limit", "broken-reference"):
            raise
        return _form(caller, deal_id, step_id, values, field_errors(problem), problem.status, form=form)
    return checklist_changed(caller, deal_id, _("Task added."))


def _form(
    caller: Caller,
    deal_id: int,
    step_id: int,
    values: dict[str, Any],
    errors: dict[str, Any],
    status: int = 200,
    *,
    form: Form | None = None,
) -> Response:
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        step = seen.checklist.step(step_id) if seen else None
        if seen is None or step is None:
            raise not_found()
        people = [(member.id, member.name) for member in members(session)]
        audience = audience_on_form(session, TASK, form=form)
    deal = seen.checklist.deal
    context = {
        "deal": deal,
        "step": step,
        "people": people,
        "audience": audience,
        "task_types": TASK.system_fields[1].choices,
        "values": {"type": "to_do", "responsible_id": deal.responsible_id, **values},
        "errors": errors,
    }
    place = place_of(deal)
    return asked(
        caller, place, "deals/_task_form.html", _("New task for “%(step)s”", step=step.step.name), status, **context
    )
