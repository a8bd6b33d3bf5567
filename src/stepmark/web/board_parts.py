"""The board as part of an answer."""

from fastapi.responses import HTMLResponse, Response

from stepmark.commands.access import not_found
from stepmark.domain.deals import Deal
from stepmark.queries.board import Board, board_of, card_at, processes
from stepmark.web.caller import Caller
from stepmark.web.render import fragment, see_other


def board_for(caller: Caller, process_id: int | None, *, mine: bool) -> tuple[Board | None, list[tuple[int, str]]]:
    """The board of a process, or of the first, with all there are to choose from; None where there is no process."""
    with caller.reading() as session:
        found = processes(session)
        process = next(
            (each for each in found if each.id == process_id), None if process_id else next(iter(found), None)
        )
        if process_id and process is None:
            raise not_found()
        board = board_of(session, caller.actor, process, mine=mine) if process else None
    return board, [(each.id, each.name) for each in found]


def board_changed(caller: Caller, deal_id: int) -> Response:
    """After a card was moved: the board it stands on; without htmx, the board's page."""
    with caller.reading() as session:
        deal = session.get(Deal, deal_id)
    process_id = deal.process_id if deal else None
    if not caller.is_htmx:
        return see_other(f"/deals?process={process_id}")
    mine = is_mine(caller)
    board, _choices = board_for(caller, process_id, mine=mine)
    return board_fragment(caller, board, mine=mine)


def board_fragment(caller: Caller, board: Board | None, *, mine: bool) -> HTMLResponse:
    """The board alone, and no dialog any more."""
    return fragment(caller, "board/moved.html", board=board, mine=mine)


def card_above(caller: Caller, deal_id: int, stage_id: int, position: int) -> int | None:
    """The card under which one dropped at `position` (from 0) of a column comes to stand; None on top."""
    if position == 0:
        return None
    with caller.reading() as session:
        return card_at(session, caller.actor, stage_id, position - 1, without=deal_id, mine=is_mine(caller))


def is_mine(caller: Caller) -> bool:
    """Whether the board that the request comes from shows the caller's own deals alone."""
    return "mine=true" in caller.request.headers.get("HX-Current-URL", "")
