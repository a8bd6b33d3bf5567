"""Issuing an invoice, and cancelling it."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.invoices import cancel_invoice, issue_invoice
from stepmark.domain.invoices import Invoice
from stepmark.platform.i18n import Text, _
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.render import see_other

router = APIRouter()
INVOICE = kind_of(Invoice.about.name)


@router.get("/invoices/{invoice_id:id}/issue/new")
def ask_to_issue(caller: Salesperson, invoice_id: int) -> Response:
    """What issuing it means, before it happens: it can't be undone."""
    return _asked(caller, invoice_id, "papers/_issue.html", _("Issue this invoice?"))


@router.post("/invoices/{invoice_id:id}/issue")
def issue(caller: Salesperson, invoice_id: int) -> Response:
    """Issue it."""
    caller.run(issue_invoice, invoice_id)
    return see_other(f"/invoices/{invoice_id}", _("Issued."))


@router.get("/invoices/{invoice_id:id}/cancellation/new")
def ask_to_cancel(caller: Salesperson, invoice_id: int) -> Response:
    """What cancelling it means, before it happens."""
    return _asked(caller, invoice_id, "papers/_cancellation.html", _("Cancel this invoice?"))


@router.post("/invoices/{invoice_id:id}/cancellation")
def cancel(caller: Salesperson, invoice_id: int) -> Response:
    """Cancel it."""
    caller.run(cancel_invoice, invoice_id)
    return see_other(f"/invoices/{invoice_id}", _("Cancelled."))


def _asked(caller: Caller, invoice_id: int, body: str, title: Text) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, INVOICE, invoice_id)
    return asked(caller, Place("invoices", details.record.label, details.url), body, title, details=details)
