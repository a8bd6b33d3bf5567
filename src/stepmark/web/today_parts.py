"""Today's page as part of an answer: tasks by their days, what waits, next steps, and what others did."""

from typing import Any

from stepmark.queries.happenings import symbol_of, text_of_event
from stepmark.queries.task_lists import MOST_SHOWN, grouped, my_open_tasks
from stepmark.queries.today import day_of
from stepmark.web.caller import Caller


def tasks_context(caller: Caller) -> dict[str, Any]:
    """What `today/_tasks.html` needs."""
    with caller.reading() as session:
        rows = my_open_tasks(session, caller.actor)
    groups = grouped(rows, caller.actor.time_zone)
    return {"groups": groups, "is_cut": len(rows) == MOST_SHOWN, "where": "today"}


def deals_context(caller: Caller) -> dict[str, Any]:
    """What the parts about deals need."""
    with caller.reading() as session:
        day = day_of(session, caller.actor)
    return {"day": day, "text_of_event": text_of_event, "symbol_of": symbol_of}
