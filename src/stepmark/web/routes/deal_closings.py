"""A deal's end: won or lost with a reason, and opened again."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.commands.access import not_found
from stepmark.commands.deal_moves import close_deal
from stepmark.commands.held_back import Brought, close_with
from stepmark.domain.deals import DealStatus
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.deal_pages import seen_checklist
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.held_back import ANSWERABLE, Going, brought_by, held_back
from stepmark.web.questions import asked, place_of
from stepmark.web.record_paths import SALE
from stepmark.web.render import see_other

router = APIRouter()
_SAID = {"won": _("Won. Well done!"), "lost": _("Marked as lost."), "open": _("Open again.")}


@router.get(SALE + "/closing/new")
def new(caller: Salesperson, deal_id: int, status: str = "lost") -> Response:
    """The form that asks for the reason."""
    return _form(caller, deal_id, status, "", {})


@router.post(SALE + "/closing")
def create(caller: Salesperson, deal_id: int, form: Form) -> Response:
    """Win or lose the deal; winning with a required step open asks for what is missing."""
    status, reason = text_of_form(form, "status"), text_of_form(form, "reason")
    if status == DealStatus.LOST and not reason.strip():
        return _form(caller, deal_id, status, reason, {"reason": _("Say why it was lost.")}, 422)
    brought = brought_by(caller, form)
    try:
        caller.run(close_with, deal_id, status, brought, reason, text_of_form(form, "override_reason"))
    except Problem as problem:
        return _refused(caller, deal_id, Going(closing=status, reason=reason), problem, form, brought)
    return see_other(_page(caller, deal_id), _SAID.get(status, ""), undo=caller.undo)


@router.delete(SALE + "/closing")
def delete(caller: Salesperson, deal_id: int) -> Response:
    """Open a closed deal again."""
    caller.run(close_deal, deal_id, DealStatus.OPEN)
    return see_other(_page(caller, deal_id), _SAID["open"], undo=caller.undo)


def _page(caller: Caller, deal_id: int) -> str:
    return f"/{caller.request.path_params['sales']}/{deal_id}"


def _refused(
    caller: Caller, deal_id: int, going: Going, problem: Problem, form: FormData, brought: Brought
) -> Response:
    if problem.type == "invalid" and problem.field in ("close_reason", "status"):
        errors = {"reason" if name == "close_reason" else name: text for name, text in field_errors(problem).items()}
        return _form(caller, deal_id, going.closing, going.reason, errors, problem.status)
    if problem.type not in ANSWERABLE:
        raise problem
    return held_back(caller, deal_id, going, problem, form, brought)


def _form(caller: Caller, deal_id: int, status: str, reason: str, errors: dict[str, Text], code: int = 200) -> Response:
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        if seen is None or status not in (DealStatus.WON, DealStatus.LOST):
            raise not_found()
    title = _("Mark as lost") if status == DealStatus.LOST else _("Mark as won")
    place = place_of(seen.checklist.deal)
    context = {"deal": seen.checklist.deal, "closing": status, "reason": reason, "errors": errors}
    return asked(caller, place, "deals/_closing.html", title, code, **context)
