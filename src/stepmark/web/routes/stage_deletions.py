"""The deletion of a stage: what depends on it, deleting it with its deals moved on, and taking that back."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.process_stages import delete_stage, restore_stage
from stepmark.domain.processes import Stage
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.process_usage import stage_usage
from stepmark.queries.processes import shapes_of
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form, int_of_form
from stepmark.web.process_parts import (
    asked,
    form_errors,
    live_row,
    process_changed,
    process_or_404,
    rules_naming_stages,
)

router = APIRouter()


@router.get("/stages/{stage_id:id}/deletion")
def new(caller: Administrator, stage_id: int) -> Response:
    """What depends on it, and where its deals shall go."""
    return _ask(caller, stage_id)


@router.post("/stages/{stage_id:id}/deletion")
def create(caller: Administrator, stage_id: int, form: Form) -> Response:
    """Move its deals to `move_to`, and delete it."""
    with caller.reading() as session:
        process_id = live_row(session, Stage, stage_id).process_id
    try:
        caller.run(delete_stage, stage_id, int_of_form(form, "move_to"))
    except Problem as problem:
        if problem.type not in ("in-use", "invalid"):
            raise
        return _ask(caller, stage_id, form_errors(problem), problem.status)
    return process_changed(caller, process_id, _("Stage deleted. It can be restored below."))


@router.delete("/stages/{stage_id:id}/deletion")
def delete(caller: Administrator, stage_id: int) -> Response:
    """Restore it, with the steps that were deleted with it."""
    caller.run(restore_stage, stage_id)
    with caller.reading() as session:
        process_id = live_row(session, Stage, stage_id).process_id
    return process_changed(caller, process_id, _("Restored"))


def _ask(caller: Caller, stage_id: int, errors: dict[str, Text] | None = None, status: int = 200) -> Response:
    with caller.reading() as session:
        stage = live_row(session, Stage, stage_id)
        usage = stage_usage(session, stage)
        shape = shapes_of(session, [process_or_404(session, stage.process_id)])[0]
        rules = rules_naming_stages(session, [each for each in shape.stages if each.stage.id == stage_id])
    others = [(each.stage.id, each.stage.name) for each in shape.stages if each.stage.id != stage_id]
    title = _("Delete “%(name)s”?", name=stage.name)
    context = {"stage": stage, "usage": usage, "others": others, "errors": errors or {}, "rules_naming": rules}
    return asked(caller, "_delete_stage", title, stage.process_id, status, **context)
