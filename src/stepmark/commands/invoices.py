"""Issuing an invoice, and cancelling it. Neither can be undone: what was issued stays, and keeps its number."""

from datetime import date, timedelta
from typing import Any

from stepmark.catalogue.kinds import kind_of_record
from stepmark.catalogue.values import to_json
from stepmark.commands.access import record_to_edit
from stepmark.commands.deal_payments import follow_payments
from stepmark.commands.paper_numbers import next_number
from stepmark.commands.values import fields_for
from stepmark.commands.work import Changes, Work
from stepmark.domain.invoices import Invoice, InvoiceStatus
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.days import LAST_DAY
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.paper_settings import paper_settings
from stepmark.queries.parties import parties_now


def issue_invoice(work: Work, invoice_id: int) -> None:
    """Give a draft its number, its days, and seller and buyer as they are now; one that is issued already stays so.

    It needs a client and an amount.
    """
    invoice = record_to_edit(work, Invoice, invoice_id)
    if invoice.is_due:
        return
    if not invoice.is_draft:
        raise Problem("conflict", _("“%(name)s” is cancelled. Make a new invoice.", name=invoice.label))
    issued_on = invoice.issued_on or today(work.session.get_one(Workspace, work.actor.workspace_id).time_zone)
    due_on = invoice.due_on or _days_after(issued_on, paper_settings(work.session).payment_days)
    _require_whole(invoice, issued_on, due_on)
    number = next_number(work, kind_of_record(invoice), issued_on)
    invoice.parties = dict(parties_now(work.session, invoice))
    _write(work, invoice, "issued", number=number, issued_on=issued_on, due_on=due_on, status=InvoiceStatus.ISSUED)


def cancel_invoice(work: Work, invoice_id: int) -> None:
    """Cancel an issued invoice, which keeps its number; a draft is deleted, and a paid one marked as unpaid first."""
    invoice = record_to_edit(work, Invoice, invoice_id)
    if invoice.status == InvoiceStatus.CANCELLED:
        return
    if invoice.is_draft:
        raise Problem("conflict", _("“%(name)s” is a draft. Delete it, as it has no number yet.", name=invoice.label))
    if invoice.paid:
        text = _("“%(name)s” is paid. Mark it as unpaid first, then cancel it.", name=invoice.label)
        raise Problem("conflict", text)
    _write(work, invoice, "cancelled", status=InvoiceStatus.CANCELLED)


def _require_whole(invoice: Invoice, issued_on: date, due_on: date) -> None:
    if invoice.company_id is None and invoice.contact_id is None:
        raise Invalid({"company_id": _("Choose the company or the contact person that the invoice is for.")})
    if invoice.amount_minor is None:
        raise Invalid({"amount": _("Add products, or enter the amount.")})
    if due_on < issued_on:
        raise Invalid({"due_on": _("The payment can't be due before the invoice is issued.")})


def _write(work: Work, invoice: Invoice, verb: str, **values: Any) -> None:
    fields = fields_for(work, kind_of_record(invoice))
    changes: Changes = {
        key: (to_json(fields[key], getattr(invoice, key)), to_json(fields[key], value))
        for key, value in values.items()
        if getattr(invoice, key) != value
    }
    for key, value in values.items():
        setattr(invoice, key, value)
    invoice.touch()
    work.happened_to(verb, "invoice", invoice, changes, invoice.deal_id)
    follow_payments(work, kind_of_record(invoice), invoice.deal_id)


def _days_after(day: date, days: int) -> date:
    return min(LAST_DAY, day) if day >= LAST_DAY - timedelta(days=days) else day + timedelta(days=days)
