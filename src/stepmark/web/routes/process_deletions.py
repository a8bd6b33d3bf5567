"""The deletion of a process: what stands in its way, deleting it, and taking that back."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.processes import delete_process, restore_process
from stepmark.platform.i18n import _
from stepmark.queries.processes import shapes_of
from stepmark.web.caller import Administrator
from stepmark.web.process_parts import asked, process_or_404, rules_naming_stages
from stepmark.web.render import see_other

router = APIRouter()


@router.get("/processes/{process_id:id}/deletion")
def new(caller: Administrator, process_id: int) -> Response:
    """What would go with it, and how many deals keep it from going."""
    with caller.reading() as session:
        shape = shapes_of(session, [process_or_404(session, process_id)])[0]
        rules = rules_naming_stages(session, shape.stages, process_id)
    title = _("Delete “%(name)s”?", name=shape.process.name)
    return asked(caller, "_delete_process", title, process_id, shape=shape, rules_naming=rules)


@router.post("/processes/{process_id:id}/deletion")
def create(caller: Administrator, process_id: int) -> Response:
    """Delete it."""
    caller.run(delete_process, process_id)
    return see_other("/processes", _("Process deleted. It can be restored below."))


@router.delete("/processes/{process_id:id}/deletion")
def delete(caller: Administrator, process_id: int) -> Response:
    """Restore it."""
    caller.run(restore_process, process_id)
    return see_other(f"/processes/{process_id}", _("Restored"))
