"""How far a change to many records has come, and what was refused."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of
from stepmark.queries.bulk_runs import BulkResult
from stepmark.web.bulk_parts import carried_on, result_for
from stepmark.web.bulk_texts import done_text
from stepmark.web.caller import Salesperson
from stepmark.web.render import fragment, page, see_other

router = APIRouter()


@router.get("/bulk/{run_id:id}")
def show(caller: Salesperson, run_id: int) -> Response:
    """The page that carries it on while it is looked at, and tells what came of it."""
    result = result_for(caller, run_id)
    kind = kind_of(result.run.kind)
    return page(caller, "records/bulk_run.html", nav=kind.plural, **_context(result))


@router.post("/bulk/{run_id:id}/chunks")
def carry_on(caller: Salesperson, run_id: int) -> Response:
    """Carry it on for another moment."""
    result = carried_on(caller, run_id)
    if not caller.is_htmx:
        return see_other(f"/bulk/{run_id}")
    return fragment(caller, "records/_bulk_run.html", **_context(result))


def _context(result: BulkResult) -> dict[str, Any]:
    kind = kind_of(result.run.kind)
    return {
        "kind": kind,
        "run": result.run,
        "refusals": result.refusals,
        "back": kind.list_path,
        "said": done_text(result.run.action, result.run.changed),
    }
