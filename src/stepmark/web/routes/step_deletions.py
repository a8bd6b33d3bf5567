"""The deletion of a step: what depends on it, deleting it, and taking that back."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.usage import rules_naming
from stepmark.commands.process_steps import delete_step, restore_step
from stepmark.domain.processes import Step
from stepmark.platform.i18n import _
from stepmark.queries.process_usage import step_usage
from stepmark.web.caller import Administrator
from stepmark.web.process_parts import asked, live_row, process_changed

router = APIRouter()


@router.get("/steps/{step_id:id}/deletion")
def new(caller: Administrator, step_id: int) -> Response:
    """What depends on it."""
    with caller.reading() as session:
        step = live_row(session, Step, step_id)
        usage, rules = step_usage(session, step), rules_naming(session, "step", step_id)
    title = _("Delete “%(name)s”?", name=step.name)
    return asked(caller, "_delete_step", title, step.process_id, step=step, usage=usage, rules_naming=rules)


@router.post("/steps/{step_id:id}/deletion")
def create(caller: Administrator, step_id: int) -> Response:
    """Delete it."""
    with caller.reading() as session:
        process_id = live_row(session, Step, step_id).process_id
    caller.run(delete_step, step_id)
    return process_changed(caller, process_id, _("Step deleted. It can be restored below."))


@router.delete("/steps/{step_id:id}/deletion")
def delete(caller: Administrator, step_id: int) -> Response:
    """Restore it."""
    caller.run(restore_step, step_id)
    with caller.reading() as session:
        process_id = live_row(session, Step, step_id).process_id
    return process_changed(caller, process_id, _("Restored"))
