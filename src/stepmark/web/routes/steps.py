"""Steps of a process: added, and changed once what open deals would feel has been shown."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.commands.process_steps import add_step, update_step
from stepmark.domain.processes import Stage, Step
from stepmark.domain.tasks import TASK_TYPES
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.process_usage import Caution, cautions, step_usage
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.process_parts import asked, form_errors, live_row, process_changed

router = APIRouter()


@router.post("/stages/{stage_id:id}/steps")
def create(caller: Administrator, stage_id: int, form: Form) -> Response:
    """Add a step by its name, at the end of the stage."""
    with caller.reading() as session:
        process_id = live_row(session, Stage, stage_id).process_id
    caller.run(add_step, stage_id, {"name": text_of_form(form, "name")})
    return process_changed(caller, process_id, added_to=stage_id)


@router.get("/steps/{step_id:id}/edit")
def edit(caller: Administrator, step_id: int) -> Response:
    """The form for all that can be said of a step."""
    return _form(caller, step_id)


@router.patch("/steps/{step_id:id}")
def update(caller: Administrator, step_id: int, form: Form) -> Response:
    """Save it. What makes it stricter for open deals or its binding is shown first, and saved when `confirmed`."""
    values = _values(form)
    with caller.reading() as session:
        step = live_row(session, Step, step_id)
        found = cautions(step_usage(session, step), step, values)
    if {caution.key for caution in found} - set(text_of_form(form, "confirmed").split()):
        return _form(caller, step_id, values, cautions=found, status=422)
    try:
        caller.run(update_step, step_id, values, version=int_of_form(form, "version"))
    except Problem as problem:
        if problem.type not in ("invalid", "conflict"):
            raise
        return _form(caller, step_id, values, form_errors(problem), cautions=found, status=problem.status)
    return process_changed(caller, step.process_id, _("Saved"))


def _values(form: FormData) -> dict[str, Any]:
    title = text_of_form(form, "task_template.title")
    template = {
        "title": title,
        "type": text_of_form(form, "task_template.type") or "to_do",
        "due_in_days": text_of_form(form, "task_template.due_in_days").strip() or None,
    }
    return {
        "name": text_of_form(form, "name"),
        "guidance": text_of_form(form, "guidance"),
        "required": "required" in form,
        "needs_note": "needs_note" in form,
        "task_template": template if title.strip() else None,
    }


def _form(
    caller: Caller,
    step_id: int,
    values: dict[str, Any] | None = None,
    errors: dict[str, Text] | None = None,
    cautions: list[Caution] | None = None,
    status: int = 200,
) -> Response:
    with caller.reading() as session:
        step = live_row(session, Step, step_id)
        bound = step_usage(session, step).bound
    context = {
        "step": step,
        "values": values or step,
        "bound": bound,
        "task_types": TASK_TYPES,
        "cautions": cautions or [],
        "errors": errors or {},
    }
    return asked(caller, "_step_form", step.name, step.process_id, status, **context)
