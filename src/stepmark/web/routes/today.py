"""Today: what there is to do, what waits, and what others did on one's deals."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.platform.clock import today
from stepmark.web.caller import Viewer
from stepmark.web.render import page
from stepmark.web.today_parts import deals_context, tasks_context

router = APIRouter()


@router.get("/today")
def show(caller: Viewer) -> Response:
    """The reader's day."""
    here = today(caller.actor.time_zone)
    return page(caller, "today/show.html", nav="today", here=here, **tasks_context(caller), **deals_context(caller))
