"""A deal's end: won or lost with a reason, and opened again."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.access import not_found
from stepmark.commands.deal_moves import close_deal
from stepmark.domain.deals import DealStatus
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.deal_pages import seen_checklist
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import see_other
from stepmark.web.routes.deal_stages import HELD_BACK

router = APIRouter()
_SAID = {"won": _("Won. Well done!"), "lost": _("Marked as lost."), "open": _("Open again.")}


@router.get("/deals/{deal_id:id}/closing/new")
def new(caller: Salesperson, deal_id: int, status: str = "lost") -> Response:
    """The form that asks for the reason."""
    return _form(caller, deal_id, status, "", {})


@router.post("/deals/{deal_id:id}/closing")
def create(caller: Salesperson, deal_id: int, form: Form) -> Response:
    """Win or lose the deal; winning with a required step open is refused with the list."""
    status, reason = text_of_form(form, "status"), text_of_form(form, "reason")
    if status == DealStatus.LOST and not reason.strip():
        return _form(caller, deal_id, status, reason, {"reason": _("Say why it was lost.")}, 422)
    try:
        caller.run(close_deal, deal_id, status, reason, text_of_form(form, "override_reason"))
    except Problem as problem:
        return _refused(caller, deal_id, status, reason, problem)
    return see_other(f"/deals/{deal_id}", _SAID.get(status, ""))


@router.delete("/deals/{deal_id:id}/closing")
def delete(caller: Salesperson, deal_id: int) -> Response:
    """Open a closed deal again."""
    caller.run(close_deal, deal_id, DealStatus.OPEN)
    return see_other(f"/deals/{deal_id}", _SAID["open"])


def _refused(caller: Caller, deal_id: int, status: str, reason: str, problem: Problem) -> Response:
    if problem.type == "invalid":
        errors = {"reason" if name == "close_reason" else name: text for name, text in field_errors(problem).items()}
        return _form(caller, deal_id, status, reason, errors, problem.status)
    if problem.type != "steps-open":
        raise problem
    context = {"deal_id": deal_id, "problem": problem, "closing": status, "reason": reason}
    place = Place("deals", _("Deal"), f"/deals/{deal_id}")
    return asked(caller, place, "deals/_held_back.html", HELD_BACK, problem.status, **context)


def _form(caller: Caller, deal_id: int, status: str, reason: str, errors: dict[str, Text], code: int = 200) -> Response:
    with caller.reading() as session:
        seen = seen_checklist(session, caller.actor, deal_id)
        if seen is None or status not in (DealStatus.WON, DealStatus.LOST):
            raise not_found()
    title = _("Mark as lost") if status == DealStatus.LOST else _("Mark as won")
    place = Place("deals", seen.checklist.deal.title, f"/deals/{deal_id}")
    context = {"deal": seen.checklist.deal, "closing": status, "reason": reason, "errors": errors}
    return asked(caller, place, "deals/_closing.html", title, code, **context)
