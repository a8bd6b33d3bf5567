"""The page of one deal or lead."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.queries.accruals import outlived_accruals
from stepmark.queries.deal_pages import deal_head, seen_checklist
from stepmark.queries.record_pages import details_of
from stepmark.web.caller import Caller, Viewer
from stepmark.web.record_parts import panels
from stepmark.web.record_paths import SALE, KindOfSale, path_of
from stepmark.web.render import fragment, page, see_other

router = APIRouter()


@router.get(SALE)
def show(caller: Viewer, kind: KindOfSale, deal_id: int) -> Response:
    """Everything about a deal: where it stands, its checklist, fields, tasks, notes, files and timeline."""
    context = _context(caller, deal_id)
    if context["kind"] is not kind:
        # What links to deals may lead to a lead.
        return see_other(path_of(context["deal"]))
    return page(caller, "deals/show.html", nav=kind.plural, **context)


@router.get(SALE + "/around")
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
