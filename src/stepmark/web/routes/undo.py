"""Undoing a change: from the toast after it, by its key, or from the timeline."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.web.caller import Salesperson
from stepmark.web.render import fragment, see_other
from stepmark.web.undoing import page_before, undone

router = APIRouter()


@router.post("/changes/{change_id:id}/undo")
def create(caller: Salesperson, change_id: int) -> Response:
    """Take the change back. The page it was asked from fetches itself anew; what was new is left for its list."""
    said = undone(caller, change_id)
    back = page_before(caller)
    if caller.is_htmx and not back.left:
        return fragment(caller, "undo/done.html", toast_text=said.text, tone=said.tone, redo=said.redo)
    return see_other(back.url, said.text, said.tone, redo=said.redo)
