"""What did not run: the changes that woke a rule in vain, with what its conditions saw."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.queries.rules import rule_row
from stepmark.queries.runs import unmet_page
from stepmark.web.caller import Administrator
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import page
from stepmark.web.run_parts import RUNS
from stepmark.web.trace_parts import misses_of

router = APIRouter()
PAGE = 50


@router.get("/rules/{rule_id:id}/misses")
def index(
    caller: Administrator, rule_id: int, before: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None
) -> Response:
    """The newest first."""
    with caller.reading() as session:
        rule = rule_row(session, rule_id)
        if rule is None:
            raise not_found()
        rows = unmet_page(session, rule, before=before, limit=PAGE + 1)
        misses = misses_of(session, caller, rule, rows[:PAGE])
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return page(caller, "runs/misses.html", nav=RUNS.nav, rule=rule, misses=misses, older=older, before=before)
