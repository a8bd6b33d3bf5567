"""What rules did: the list of runs, and the trace of each."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.runs import Outcome
from stepmark.queries.deliveries import DeliveryFilter, deliveries_page
from stepmark.queries.rules import rules_where
from stepmark.queries.runs import runs_page, waiting_count
from stepmark.web.caller import Administrator, Viewer
from stepmark.web.paths import LARGEST_ID
from stepmark.web.render import page
from stepmark.web.run_parts import RUNS, address_of, filter_of, readable_run, reason_of
from stepmark.web.trace_parts import OUTCOMES, trace_of

router = APIRouter()


@router.get("/runs")
def index(caller: Administrator, before: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None) -> Response:
    """The newest first, by rule, outcome, kind, record and days."""
    wanted = filter_of(caller.request.query_params)
    with caller.reading() as session:
        runs, older = runs_page(session, wanted, caller.actor.time_zone, before=before)
        rules = [(rule.id, rule.name) for rule in rules_where(session)]
        context: dict[str, Any] = {"rule_options": rules, "waiting": waiting_count(session, wanted.rule_id)}
    context |= {"kind_options": [(kind.name, kind.label) for kind in KINDS.values()]}
    context |= {"outcome_options": [(each, OUTCOMES[each][0]) for each in Outcome]}
    context |= {"runs": runs, "wanted": wanted, "outcomes": OUTCOMES, "reason_of": reason_of}
    context |= {"newest": address_of(wanted) if before else None}
    context |= {"older": address_of(wanted, before=older) if older else None}
    return page(caller, "runs/index.html", nav=RUNS.nav, **context)


@router.get("/runs/{rule_run_id:id}")
def show(caller: Viewer, rule_run_id: int) -> Response:
    """Each condition with what it saw, each action with what came of it."""
    with caller.reading() as session:
        run = readable_run(session, caller, rule_run_id)
        trace = trace_of(session, caller, run)
        sent = deliveries_page(session, DeliveryFilter(run_id=run.id))[0] if caller.actor.is_admin else ()
    context: dict[str, Any] = {
        "run": run,
        "trace": trace,
        "kind": KINDS[run.kind],
        "outcomes": OUTCOMES,
        "reason": reason_of(run),
        "deliveries": sent,
    }
    return page(caller, "runs/show.html", nav=RUNS.nav, **context)
