"""How a document comes to be signed: asked for, signed or refused, and made a draft again."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.documents import DOCUMENT, ask_for_signature, back_to_draft, mark_refused, mark_signed
from stepmark.domain.rights import require
from stepmark.platform.clock import today
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.render import see_other

router = APIRouter()
_DOCUMENT = "/documents/{document_id:id}"
_TITLES: dict[str, Text] = {"signature": _("Mark as signed"), "refusal": _("Mark as refused")}


@router.post(_DOCUMENT + "/signing")
def ask(caller: Salesperson, document_id: int) -> Response:
    """Ask for the signature."""
    caller.run(ask_for_signature, document_id)
    return _done(caller, document_id, _("It waits for the signature."))


@router.delete(_DOCUMENT + "/signing")
def take_back(caller: Salesperson, document_id: int) -> Response:
    """Make it a draft again."""
    caller.run(back_to_draft, document_id)
    return _done(caller, document_id, _("It is a draft again."))


@router.get(_DOCUMENT + "/signature/new")
def new_signature(caller: Salesperson, document_id: int) -> Response:
    """Who has signed it, and when."""
    return _form(caller, document_id, "signature", {"signed_on": today(caller.actor.time_zone)})


@router.post(_DOCUMENT + "/signature")
def sign(caller: Salesperson, document_id: int, form: Form) -> Response:
    """Mark it as signed."""
    given = {key: text_of_form(form, key) for key in ("signed_on", "signed_by")}
    try:
        caller.run(mark_signed, document_id, given["signed_on"], given["signed_by"])
    except Problem as problem:
        return _again(caller, document_id, "signature", given, problem)
    return _done(caller, document_id, _("Marked as signed."))


@router.get(_DOCUMENT + "/refusal/new")
def new_refusal(caller: Salesperson, document_id: int) -> Response:
    """Why it was refused."""
    return _form(caller, document_id, "refusal", {})


@router.post(_DOCUMENT + "/refusal")
def refuse(caller: Salesperson, document_id: int, form: Form) -> Response:
    """Mark it as refused."""
    given = {"refusal": text_of_form(form, "refusal")}
    try:
        caller.run(mark_refused, document_id, given["refusal"])
    except Problem as problem:
        return _again(caller, document_id, "refusal", given, problem)
    return _done(caller, document_id, _("Marked as refused."))


def _done(caller: Caller, document_id: int, toast: Text) -> Response:
    return see_other(f"/documents/{document_id}", toast, undo=caller.undo)


def _again(caller: Caller, document_id: int, what: str, given: dict[str, Any], problem: Problem) -> Response:
    if problem.type != "invalid":
        raise problem
    return _form(caller, document_id, what, given, problem)


def _form(
    caller: Caller, document_id: int, what: str, given: dict[str, Any], problem: Problem | None = None
) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, DOCUMENT, document_id)
    require(details.editable)
    place = Place(DOCUMENT.plural, details.record.label, details.url)
    context = {"details": details, "given": given, "errors": field_errors(problem) if problem else {}}
    status = problem.status if problem else 200
    return asked(caller, place, f"documents/_{what}.html", _TITLES[what], status, **context)
