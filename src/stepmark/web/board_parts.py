"""The board as part of an answer, and what an address asks of it."""

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Stage
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.board import Board, BoardFilter, board_of, card_of, columns_of
from stepmark.queries.people import members
from stepmark.queries.processes import processes
from stepmark.web.caller import Caller
from stepmark.web.record_paths import board_path
from stepmark.web.render import fragment, see_other

TEXT_LIMIT = 300
MINE = "me"


class Asked(NamedTuple):
    """What an address asks of the board: whose deals ("me", a member's id, or all) and with what in their names."""

    whose: str = ""
    q: str = ""

    def wanted(self, actor: Actor) -> BoardFilter:
        """The same for the queries; what makes no sense counts as not asked."""
        is_id = self.whose.isascii() and self.whose.isdigit() and len(self.whose) < 19
        responsible_id = actor.member_id if self.whose == MINE else int(self.whose) if is_id else None
        return BoardFilter(responsible_id, self.q[:TEXT_LIMIT])

    @property
    def query(self) -> str:
        """The end of an address that asks for the same."""
        return urlencode({name: value for name, value in self._asdict().items() if value})


def asked_by(caller: Caller) -> Asked:
    """What the board's page asks for from which the request comes."""
    url = caller.request.headers.get("HX-Current-URL", "")
    given = parse_qs(url.partition("?")[2].partition("#")[0])
    return Asked(*(given.get(name, [""])[-1] for name in Asked._fields))


def board_for(caller: Caller, kind: Kind, process_id: int | None, asked: Asked) -> dict[str, Any]:
    """The board of a process, or of the first, with what there is to choose from; `board` is None without a process."""
    with caller.reading() as session:
        found = processes(session, kind.name)
        wanted = found if process_id is None else [each for each in found if each.id == process_id]
        if process_id is not None and not wanted:
            raise not_found()
        board: Board | None = board_of(session, caller.actor, wanted[0], asked.wanted(caller.actor)) if wanted else None
        people = [(each.id, each.name) for each in members(session) if each.id != caller.actor.member_id]
    choices = [(each.id, each.name) for each in found]
    whose = [("", _("Everyone’s")), (MINE, _("Mine")), *people]
    return {"kind": kind, "board": board, "processes": choices, "whose": whose, "asked": asked}


def card_moved(caller: Caller, deal_id: int, left_id: int, below_id: int | None) -> Response:
    """After a card was moved: it in its place, and the heads of both columns; without htmx, the board's page."""
    with caller.reading() as session:
        card = card_of(session, caller.actor, deal_id)
        if card is None:
            raise not_found()
        if not caller.is_htmx:
            return see_other(board_path(card.deal), _("Moved."), undo=caller.undo)
        asked = asked_by(caller)
        stages = [stage for each in {left_id, card.deal.stage_id} if (stage := session.get(Stage, each))]
        columns = columns_of(session, caller.actor, stages, asked.wanted(caller.actor))
        below = _standing_below(session, card.deal, below_id)
    stage = next(each for each in stages if each.id == card.deal.stage_id)
    context: dict[str, Any] = {"card": card, "stage": stage, "columns": columns, "below": below, "asked": asked}
    return fragment(caller, "board/moved.html", toast_text=_("Moved.") if caller.undo else "", **context)


def _standing_below(session: ScopedSession, deal: Sale, below_id: int | None) -> Sale | None:
    """The card that the deal came to stand under; None on top, also where that card has gone elsewhere meanwhile."""
    below = session.get(Sale, below_id) if below_id else None
    return below if below is not None and below.stage_id == deal.stage_id else None
