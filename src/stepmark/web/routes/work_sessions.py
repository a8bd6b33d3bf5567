"""One's work session: started and stopped in the header of every page."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.work_sessions import end_work_session, start_work_session
from stepmark.queries.work_sessions import working_since
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.render import fragment, see_other
from stepmark.web.undoing import page_before

router = APIRouter()


@router.post("/work-session")
def create(caller: Salesperson) -> Response:
    """Start to work."""
    caller.run(start_work_session)
    return _answer(caller)


@router.delete("/work-session")
def delete(caller: Salesperson) -> Response:
    """Stop working."""
    caller.run(end_work_session)
    return _answer(caller)


def _answer(caller: Caller) -> Response:
    if not caller.is_htmx:
        return see_other(page_before(caller).url)
    with caller.reading() as session:
        since = working_since(session, caller.actor.member_id)
    return fragment(caller, "work_sessions/control.html", since=since)
