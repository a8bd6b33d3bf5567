"""A quote, an order or an invoice on paper."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.queries.field_access import lines_access
from stepmark.queries.lines import lines_of
from stepmark.queries.parties import parties_of
from stepmark.web.caller import Viewer
from stepmark.web.pdfs import paper_pdf, shows_buyer
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import PAPER, KindOfPaper
from stepmark.web.render import page

router = APIRouter()


@router.get(PAPER + "/print")
def show(caller: Viewer, kind: KindOfPaper, paper_id: int) -> Response:
    """Seller and buyer, the lines and what they come to, without anything to click."""
    if not lines_access(caller.actor, kind).sees:
        raise not_found()
    with caller.reading() as session:
        paper: Any = details_for(session, caller, kind, paper_id).record
        parties = parties_of(session, paper)
        context: dict[str, Any] = {
            "paper": paper,
            "kind": kind,
            "lines": lines_of(session, kind, paper),
            "parties": {**parties, "buyer": parties["buyer"] if shows_buyer(caller, kind) else {}},
        }
    return page(caller, "print/paper.html", **context)


@router.get(PAPER + "/pdf")
def show_as_pdf(caller: Viewer, kind: KindOfPaper, paper_id: int) -> Response:
    """The same as a PDF, in the workspace's language."""
    return paper_pdf(caller, kind, paper_id)
