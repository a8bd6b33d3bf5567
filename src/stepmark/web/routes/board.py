"""The board: open deals of one process by stage."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from stepmark.domain.processes import Stage
from stepmark.queries.board import cards_below, column_of
from stepmark.web.board_parts import Asked, board_for
from stepmark.web.caller import Viewer
from stepmark.web.paths import LARGEST_ID
from stepmark.web.process_parts import live_row
from stepmark.web.record_paths import BOARD, KindOfSale
from stepmark.web.render import fragment, page

router = APIRouter()
Rank = Annotated[float, Query(allow_inf_nan=False)]


@router.get(BOARD)
def index(caller: Viewer, kind: KindOfSale, process: int | None = None, whose: str = "", q: str = "") -> Response:
    """The board of a process, of everybody, mine or somebody else's."""
    return page(caller, "board/show.html", nav=kind.plural, **board_for(caller, kind, process, Asked(whose, q)))


@router.get(BOARD + "/columns/{stage_id:id}")
def show(caller: Viewer, kind: KindOfSale, stage_id: int, whose: str = "", q: str = "") -> Response:
    """One column with its first cards, once it is scrolled into sight."""
    asked = Asked(whose, q)
    with caller.reading() as session:
        column = column_of(session, caller.actor, live_row(session, Stage, stage_id), asked.wanted(caller.actor))
    return fragment(caller, "board/_column.html", kind=kind, column=column, asked=asked)


@router.get(BOARD + "/columns/{stage_id:id}/next-cards")
def more(  # noqa: PLR0917 - an address has that many parts
    caller: Viewer,
    kind: KindOfSale,
    stage_id: int,
    rank: Rank = 0.0,
    after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0,
    whose: str = "",
    q: str = "",
) -> Response:
    """The cards of a column below the place that `rank` and the id `after` name."""
    asked = Asked(whose, q)
    with caller.reading() as session:
        stage = live_row(session, Stage, stage_id)
        cards = cards_below(session, caller.actor, stage, (rank, after), asked.wanted(caller.actor))
    return fragment(caller, "board/more.html", kind=kind, cards=cards, stage=stage, asked=asked)
