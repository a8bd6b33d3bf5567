"""The place of a step among its stage's, and of a stage among its process's: by drag, by the menu, or by a form."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.process_stages import update_stage
from stepmark.commands.process_steps import move_step
from stepmark.domain.processes import Stage, Step
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.processes import shapes_of
from stepmark.web.caller import Administrator
from stepmark.web.forms import Form, int_of_form
from stepmark.web.process_parts import asked, live_row, process_changed, process_or_404

router = APIRouter()


@router.get("/steps/{step_id:id}/place")
def edit(caller: Administrator, step_id: int) -> Response:
    """Ask for the stage to move a step to."""
    with caller.reading() as session:
        step = live_row(session, Step, step_id)
        shape = shapes_of(session, [process_or_404(session, step.process_id)])[0]
    stages = [(each.stage.id, each.stage.name) for each in shape.stages]
    title = _("Move “%(step)s”", step=step.name)
    return asked(caller, "_place_form", title, step.process_id, step=step, stages=stages)


@router.put("/steps/{step_id:id}/place")
def update_step_place(caller: Administrator, step_id: int, form: Form) -> Response:
    """Move a step to the stage `container`, at `position` from 0 or at the end."""
    stage_id = int_of_form(form, "container")
    if stage_id is None:
        raise Problem("invalid", _("Choose a stage."), field="container")
    caller.run(move_step, step_id, stage_id, int_of_form(form, "position"))
    with caller.reading() as session:
        process_id = live_row(session, Step, step_id).process_id
    return process_changed(caller, process_id)


@router.put("/stages/{stage_id:id}/place")
def update_stage_place(caller: Administrator, stage_id: int, form: Form) -> Response:
    """Move a stage to `position` from 0."""
    position = int_of_form(form, "position")
    caller.run(update_stage, stage_id, {} if position is None else {"position": position})
    with caller.reading() as session:
        process_id = live_row(session, Stage, stage_id).process_id
    return process_changed(caller, process_id)
