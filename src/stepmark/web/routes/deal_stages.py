"""The stage a deal is in: moving it, from its page, from the board by drag, or by the keyboard's "Move to…"."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.catalogue.kinds import kind_of_record
from stepmark.commands.access import not_found
from stepmark.commands.held_back import move_with
from stepmark.domain.deals import Sale
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.board import card_of, last_card
from stepmark.queries.deal_pages import stages_of
from stepmark.web.board_parts import card_moved
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.deal_parts import checklist_changed
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.held_back import ANSWERABLE, Going, brought_by, held_back
from stepmark.web.questions import Place, asked
from stepmark.web.record_paths import SALE, board_path

router = APIRouter()
STAGE = SALE + "/stage"


@router.get(STAGE + "/edit")
def edit(caller: Salesperson, deal_id: int) -> Response:
    """The keyboard's way to move a card: its stages, and the top or the bottom of a column."""
    with caller.reading() as session:
        card = card_of(session, caller.actor, deal_id)
        if card is None:
            raise not_found()
        stages = [(stage.id, stage.name) for stage in stages_of(session, card.deal.process_id)]
    place = _board(card.deal)
    title = _("Move “%(deal)s”", deal=card.deal.title)
    return asked(caller, place, "board/_move_form.html", title, deal=card.deal, stages=stages)


@router.put(STAGE)
def update(caller: Salesperson, deal_id: int, form: Form) -> Response:
    """Move to `stage_id`, on the board `below` another card or to a `place`; what is missing is asked for."""
    stage_id, brought = _stage_id(form), brought_by(caller, form)
    going = Going(stage_id, text_of_form(form, "where"), _below_id(caller, deal_id, stage_id, form))
    override = text_of_form(form, "override_reason")
    try:
        left_id = caller.run(move_with, deal_id, stage_id, brought, going.below_id, override)
    except Problem as problem:
        if problem.type not in ANSWERABLE or (problem.type != "steps-open" and problem.field == "stage_id"):
            raise
        return held_back(caller, deal_id, going, problem, form, brought)
    if going.where == "board":
        return card_moved(caller, deal_id, left_id, going.below_id)
    return checklist_changed(caller, deal_id, _("Moved."))


def _board(deal: Sale) -> Place:
    kind = kind_of_record(deal)
    return Place(kind.plural, kind.label_plural, board_path(deal))


def _stage_id(form: FormData) -> int:
    stage_id = int_of_form(form, "stage_id") or int_of_form(form, "container")
    if stage_id is None:
        raise Problem("invalid", _("Choose a stage."), field="stage_id")
    return stage_id


def _below_id(caller: Caller, deal_id: int, stage_id: int, form: FormData) -> int | None:
    if text_of_form(form, "place") != "bottom":
        return int_of_form(form, "below")
    with caller.reading() as session:
        return last_card(session, caller.actor, stage_id, without=deal_id)
