"""The board: open deals of one process by stage."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.domain.deals import Deal
from stepmark.domain.processes import Process, Stage
from stepmark.queries.board import column_of
from stepmark.queries.deal_pages import stages_of
from stepmark.web.board_parts import board_for
from stepmark.web.caller import Viewer
from stepmark.web.render import fragment, page

router = APIRouter()


@router.get("/deals")
def index(caller: Viewer, process: int | None = None, mine: bool = False) -> Response:
    """The board of a process, of everybody or mine alone."""
    board, processes = board_for(caller, process, mine=mine)
    return page(caller, "board/show.html", nav="deals", board=board, processes=processes, mine=mine)


@router.get("/deals/{deal_id:id}/next-cards")
def more(caller: Viewer, deal_id: int, mine: bool = False) -> Response:
    """The cards of the column below this one."""
    with caller.reading() as session:
        deal = session.get(Deal, deal_id)
        stage = session.get(Stage, deal.stage_id) if deal else None
        process = session.get(Process, deal.process_id) if deal else None
        if deal is None or stage is None or process is None:
            raise not_found()
        cards = column_of(session, caller.actor, process, stage, below=deal, mine=mine)
        stages = stages_of(session, process.id)
    return fragment(caller, "board/more.html", cards=cards, stage=stage, stages=stages, mine=mine)
