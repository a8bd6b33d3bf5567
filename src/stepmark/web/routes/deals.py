"""The page of one deal."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.queries.accruals import outlived_accruals
from stepmark.queries.deal_pages import deal_head, seen_checklist
from stepmark.queries.record_pages import details_of
from stepmark.web.caller import Caller, Viewer
from stepmark.web.record_parts import panels
from stepmark.web.render import fragment, page

router = APIRouter()


@router.get("/deals/{deal_id:id}")
def show(caller: Viewer, deal_id: int) -> Response:
    """Everything about a deal: where it stands, its checklist, fields, tasks, notes, files and timeline."""
    return page(caller, "deals/show.html", nav="deals", **_context(caller, deal_id))


@router.get("/deals/{deal_id:id}/around")
def around(caller: Viewer, deal_id: int) -> Response:
    """What stands around the checklist, for a page that heard of a change."""
    return fragment(caller, "deals/around.html", **_context(caller, deal_id))


def _context(caller: Caller, deal_id: int) -> dict[str, Any]:
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        if seen is None:
            raise not_found()
        deal = seen.checklist.deal
        return panels(session, caller, details_of(session, caller.actor, deal)) | {
            "deal": deal,
            "checklist": seen.checklist,
            "version": seen.version,
            "names": deal_head(session, deal),
            "outlived_accruals": outlived_accruals(session, caller.actor, deal),
        }
