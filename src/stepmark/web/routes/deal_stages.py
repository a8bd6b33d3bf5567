"""The stage a deal is in: moving it, from its page, from the board by drag, or by the keyboard's "Move to…"."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.deal_moves import move_deal
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.web.board_parts import board_changed, card_above
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.deal_parts import checklist_changed
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked

router = APIRouter()
HELD_BACK = _("Required steps are open")


@router.put("/deals/{deal_id:id}/stage")
def update(caller: Salesperson, deal_id: int, form: Form) -> Response:
    """Move to `stage_id`, from the board to `container` and `position`; open required steps are asked about."""
    stage_id = int_of_form(form, "stage_id") or int_of_form(form, "container")
    if stage_id is None:
        raise Problem("invalid", _("Choose a stage."), field="stage_id")
    position = int_of_form(form, "position")
    on_board = text_of_form(form, "where") == "board"
    below_id = card_above(caller, deal_id, stage_id, position) if on_board and position is not None else None
    try:
        caller.run(move_deal, deal_id, stage_id, below_id, text_of_form(form, "override_reason"))
    except Problem as problem:
        if problem.type != "steps-open":
            raise
        return _held_back(caller, deal_id, stage_id, problem, where=text_of_form(form, "where"))
    return board_changed(caller, deal_id) if on_board else checklist_changed(caller, deal_id)


def _held_back(caller: Caller, deal_id: int, stage_id: int, problem: Problem, *, where: str) -> Response:
    context = {"deal_id": deal_id, "stage_id": stage_id, "problem": problem, "where": where}
    place = Place("deals", _("Deal"), f"/deals/{deal_id}")
    return asked(caller, place, "deals/_held_back.html", HELD_BACK, problem.status, **context)
