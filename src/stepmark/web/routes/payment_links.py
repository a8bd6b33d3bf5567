"""The payment links of a deal, an order or an invoice: made, withdrawn, and marked as paid when the money has come."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.commands.payment_links import create_link, withdraw_link
from stepmark.commands.payment_notes import note_transfer
from stepmark.domain.payment_links import PaymentLink
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.field_access import lines_access
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import PAYABLE, PayableKind
from stepmark.web.render import see_other

router = APIRouter()
_ONE = PAYABLE + "/payment-links/{payment_link_id:id}"


@router.post(PAYABLE + "/payment-links")
def create(caller: Salesperson, kind: PayableKind, record_id: int) -> Response:
    """A new one for what the record comes to; one that is open is withdrawn."""
    caller.run(create_link, kind, record_id, anew=True)
    return see_other(f"/{kind.plural}/{record_id}#payment-links", _("The link is made. Copy it, and send it."))


@router.delete(_ONE)
def delete(caller: Salesperson, kind: PayableKind, record_id: int, payment_link_id: int) -> Response:
    """Withdraw one."""
    _require_there(caller, kind, record_id, payment_link_id)
    caller.run(withdraw_link, payment_link_id)
    return see_other(f"/{kind.plural}/{record_id}#payment-links", _("The link is withdrawn."))


@router.get(_ONE + "/payment/new")
def new(caller: Salesperson, kind: PayableKind, record_id: int, payment_link_id: int) -> Response:
    """The question when its money came."""
    return _form(caller, kind, record_id, payment_link_id)


@router.post(_ONE + "/payment")
def pay(caller: Salesperson, kind: PayableKind, record_id: int, payment_link_id: int, form: Form) -> Response:
    """Mark it as paid; or the question again."""
    _require_there(caller, kind, record_id, payment_link_id)
    day = text_of_form(form, "paid_on")
    try:
        caller.run(note_transfer, payment_link_id, day)
    except Problem as problem:
        if problem.type != "invalid":
            raise
        return _form(caller, kind, record_id, payment_link_id, day, problem)
    return see_other(f"/{kind.plural}/{record_id}", _("Marked as paid."))


def _form(
    caller: Caller,
    kind: Kind,
    record_id: int,
    link_id: int,
    day: str | None = None,
    problem: Problem | None = None,
) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        link = _found(session, caller, kind, record_id, link_id)
        zone = session.get_one(Workspace, caller.actor.workspace_id).time_zone
    day = day or today(zone).isoformat()
    context: dict[str, Any] = {
        "link": link,
        "record_url": details.url,
        "day": day,
        "errors": field_errors(problem) if problem else {},
    }
    place, status = Place(kind.plural, details.record.label, details.url), problem.status if problem else 200
    return asked(caller, place, "payment_links/_payment.html", _("Mark as paid"), status, **context)


def _require_there(caller: Caller, kind: Kind, record_id: int, link_id: int) -> None:
    with caller.reading() as session:
        _found(session, caller, kind, record_id, link_id)


def _found(session: ScopedSession, caller: Caller, kind: Kind, record_id: int, link_id: int) -> PaymentLink:
    link = session.get(PaymentLink, link_id)
    if (
        link is None
        or (link.kind, link.record_id) != (kind.name, record_id)
        or not lines_access(caller.actor, kind).sees
    ):
        raise not_found()
    return link
