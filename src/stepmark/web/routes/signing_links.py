"""Pages where clients sign a document: asked for, and withdrawn."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.hand_mails import sender_for
from stepmark.automation.signing_mails import ask_to_sign
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.signing_links import DAYS, withdraw_link
from stepmark.domain.rights import require
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.labels import label_rows
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.mail_warnings import on_its_way, warnings_about
from stepmark.web.payment_parts import base_url
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.render import see_other
from stepmark.web.signing_parts import require_signable

router = APIRouter()
_LINKS = "/documents/{document_id:id}/signing-links"
_KEYS = ("signer", "email", "days")


@router.get(_LINKS + "/new")
def new(caller: Salesperson, document_id: int) -> Response:
    """Who is to sign, and until when."""
    return _form(caller, document_id, None)


@router.post(_LINKS)
def create(caller: Salesperson, document_id: int, form: Form) -> Response:
    """The link, on the document's page."""
    given = {key: text_of_form(form, key) for key in _KEYS}
    sends = text_of_form(form, "sends") == "1"
    try:
        require_signable(caller, document_id)
        caller.run(ask_to_sign, document_id, given, base_url(caller), sends=sends)
    except Problem as problem:
        if problem.type != "invalid":
            raise
        return _form(caller, document_id, given | {"sends": sends}, problem)
    toast: Text = _("The link is made. Copy it, and send it to the signer.")
    if sends:
        toast = on_its_way(caller, given["email"].strip(), _("The link is on its way."))
    return see_other(f"/documents/{document_id}#signing", toast)


@router.delete(_LINKS + "/{signing_link_id:id}")
def delete(caller: Salesperson, document_id: int, signing_link_id: int) -> Response:
    """Nobody can sign by it any more."""
    caller.run(withdraw_link, document_id, signing_link_id)
    return see_other(f"/documents/{document_id}#signing", _("The link is withdrawn."))


def _form(caller: Caller, document_id: int, given: dict[str, Any] | None, problem: Problem | None = None) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, DOCUMENT, document_id)
        contact_id = details.record.contact_id  # type: ignore[attr-defined]  # it is a document
        found = label_rows(session, caller.actor, {"contact": [contact_id]}) if contact_id else {}
        contact = found.get("contact", {}).get(contact_id)
        mailbox = sender_for(session, caller.actor)
        came_back = warnings_about(session, (given or {}).get("email", "").strip())
    require(details.editable)
    context: dict[str, Any] = {
        "details": details,
        "given": given or {"signer": contact.name if contact else "", "days": DAYS},
        "mailbox": mailbox,
        "came_back": came_back,
        "errors": field_errors(problem) if problem else {},
    }
    place = Place(DOCUMENT.plural, details.record.label, details.url)
    status = problem.status if problem else 200
    return asked(caller, place, "signing_links/_form.html", _("Ask to sign online"), status, **context)
