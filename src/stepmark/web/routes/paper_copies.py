"""A quote, an order or an invoice made from a record: with its client, its deal and its products."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.paper_copies import make_paper
from stepmark.platform.i18n import _
from stepmark.web.caller import Salesperson
from stepmark.web.record_paths import RECORD_LINES, KindInPath, KindOfPaper
from stepmark.web.render import see_other

router = APIRouter()


@router.post(RECORD_LINES + "/{papers:plural_of_papers}")
def create(caller: Salesperson, kind: KindInPath, record_id: int, papers: KindOfPaper) -> Response:
    """Make it, and open it."""
    paper_id = caller.run(make_paper, kind, record_id, papers)
    return see_other(f"/{papers.plural}/{paper_id}", _("Made, with the same products."), undo=caller.undo)
