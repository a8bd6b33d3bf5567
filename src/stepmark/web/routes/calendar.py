"""The calendar of tasks: a month or a week."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.web.calendar_parts import CalendarAsked, calendar_context
from stepmark.web.caller import Viewer
from stepmark.web.render import page

router = APIRouter()


@router.get("/calendar")
def show(caller: Viewer) -> Response:
    """One's own tasks, or another member's, around a day."""
    asked = CalendarAsked.of(caller.request.query_params)
    return page(caller, "calendar/show.html", nav="calendar", **calendar_context(caller, asked))
