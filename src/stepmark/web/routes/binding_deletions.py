"""Deleting an automation, after a question."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.bindings import delete_binding
from stepmark.platform.i18n import _
from stepmark.web.binding_parts import PANEL, row_or_404
from stepmark.web.caller import Administrator
from stepmark.web.questions import asked
from stepmark.web.render import see_other

router = APIRouter()


@router.get("/bindings/{binding_id:id}/deletion")
def new(caller: Administrator, binding_id: int) -> Response:
    """What deleting means."""
    with caller.reading() as session:
        row = row_or_404(session, binding_id)
        title = _("Delete “%(name)s”?", name=row.name)
    return asked(caller, PANEL, "bindings/_deletion.html", title, row=row)


@router.delete("/bindings/{binding_id:id}")
def delete(caller: Administrator, binding_id: int) -> Response:
    """Delete it for good."""
    caller.run(delete_binding, binding_id)
    return see_other("/bindings", _("The automation is deleted. Its field and its step are free again."))
