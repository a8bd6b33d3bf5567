"""One step of one deal: why it is as it is, from the rows that say so."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.queries.deal_pages import seen_checklist
from stepmark.queries.step_history import ticks_of
from stepmark.web.caller import Viewer
from stepmark.web.questions import asked, place_of
from stepmark.web.record_paths import SALE

router = APIRouter()


@router.get(SALE + "/steps/{step_id:id}")
def show(caller: Viewer, deal_id: int, step_id: int) -> Response:
    """Every tick of the step with who, when and why, and what it waits for now."""
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        step = seen.checklist.step(step_id) if seen else None
        if seen is None or step is None:
            raise not_found()
        ticks = ticks_of(session, deal_id, step_id)
    place = place_of(seen.checklist.deal)
    return asked(caller, place, "deals/_why.html", step.step.name, step=step, ticks=ticks)
