"""A deal's checklist on paper."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of_record
from stepmark.commands.access import not_found
from stepmark.platform.clock import now
from stepmark.queries.deal_pages import deal_head, seen_checklist
from stepmark.queries.notes import notes_of
from stepmark.queries.record_pages import details_of
from stepmark.web.caller import Viewer
from stepmark.web.record_paths import SALE
from stepmark.web.render import page

router = APIRouter()


@router.get(SALE + "/print")
def show(caller: Viewer, deal_id: int) -> Response:
    """The checklist with its ticks, the fields and the notes, without anything to click."""
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        if seen is None:
            raise not_found()
        deal = seen.checklist.deal
        context: dict[str, Any] = {
            "deal": deal,
            "checklist": seen.checklist,
            "names": deal_head(session, deal),
            "details": details_of(session, caller.actor, deal),
            "notes": [
                row for row in notes_of(session, caller.actor, kind_of_record(deal), deal_id) if not row.note.is_deleted
            ],
            "printed_at": now(),
        }
    return page(caller, "print/deal.html", **context)
