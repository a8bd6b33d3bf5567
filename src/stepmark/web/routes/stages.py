"""Stages of a process: added, renamed."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.process_stages import add_stage, update_stage
from stepmark.domain.processes import Stage
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.process_parts import asked, form_errors, live_row, process_changed

router = APIRouter()


@router.post("/processes/{process_id:id}/stages")
def create(caller: Administrator, process_id: int, form: Form) -> Response:
    """Add a stage at the end."""
    caller.run(add_stage, process_id, {"name": text_of_form(form, "name")})
    return process_changed(caller, process_id, added_to=0)


@router.get("/stages/{stage_id:id}/edit")
def edit(caller: Administrator, stage_id: int) -> Response:
    """The form for its name."""
    return _edit(caller, stage_id)


@router.patch("/stages/{stage_id:id}")
def update(caller: Administrator, stage_id: int, form: Form) -> Response:
    """Rename it."""
    name = text_of_form(form, "name")
    try:
        caller.run(update_stage, stage_id, {"name": name}, version=int_of_form(form, "version"))
    except Problem as problem:
        if problem.type not in ("invalid", "conflict"):
            raise
        return _edit(caller, stage_id, name, form_errors(problem), problem.status)
    return process_changed(caller, _stage(caller, stage_id).process_id, _("Saved"))


def _edit(
    caller: Caller, stage_id: int, name: str | None = None, errors: dict[str, Text] | None = None, status: int = 200
) -> Response:
    stage = _stage(caller, stage_id)
    context = {
        "url": f"/stages/{stage_id}",
        "name": stage.name if name is None else name,
        "version": stage.version,
        "errors": errors or {},
    }
    return asked(caller, "_name_form", _("Rename the stage"), stage.process_id, status, **context)


def _stage(caller: Caller, stage_id: int) -> Stage:
    with caller.reading() as session:
        return live_row(session, Stage, stage_id)
