"""Marking invoices and orders as paid, and as unpaid again."""

from datetime import date
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.deal_payments import follow_payments
from stepmark.commands.notices import tell
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.deals import Sale
from stepmark.domain.invoices import Invoice, InvoiceStatus
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _

_DAY = Field("", "paid_on", _("Paid on"), FieldType.DATE)


def mark_paid(work: Work, kind: Kind, paper_id: int, paid_on: Any = None, *, by_link: bool = False) -> None:
    """Mark an issued invoice or an order as paid, as of today unless said otherwise; a paid one stays as it is.

    Whoever is responsible for its deal, or else for it, is told. `by_link` says that the client paid through a payment
    link, which nobody can undo.
    """
    paper = _payable(work, kind, paper_id)
    if paper.paid:
        return
    _require_due(paper)
    after: dict[str, Any] = {"paid": True, "paid_on": day_of_payment(work, paid_on)}
    if isinstance(paper, Invoice):
        after["status"] = InvoiceStatus.PAID
    _write(work, kind, paper, "paid_by_link" if by_link else "paid", after)
    _tell(work, kind, paper)


def mark_unpaid(work: Work, kind: Kind, paper_id: int) -> None:
    """Take the payment of an invoice or an order back; an unpaid one stays as it is."""
    paper = _payable(work, kind, paper_id)
    if not paper.paid:
        return
    after: dict[str, Any] = {"paid": False, "paid_on": None}
    if isinstance(paper, Invoice):
        after["status"] = InvoiceStatus.ISSUED
    _write(work, kind, paper, "unpaid", after)


def day_of_payment(work: Work, raw: Any) -> date:
    """The day that somebody says something was paid on, today unless they say one."""
    present = today(work.session.get_one(Workspace, work.actor.workspace_id).time_zone)
    try:
        day = parse(_DAY, raw, work.reader) or present
    except ValueFault as fault:
        raise Invalid({"paid_on": fault.text}) from None
    if day > present:
        raise Invalid({"paid_on": _("This day has not come yet.")})
    return day


def _payable(work: Work, kind: Kind, paper_id: int) -> Any:
    if not kind.is_paid:
        raise not_found()
    return record_to_edit(work, kind.model, paper_id)


def _require_due(paper: Any) -> None:
    if isinstance(paper, Invoice) and paper.is_draft:
        raise Problem("conflict", _("“%(name)s” is a draft. Issue it first.", name=paper.label))
    if not paper.is_due:
        raise Problem("conflict", _("“%(name)s” is cancelled, so it can't be paid.", name=paper.label))


def _write(work: Work, kind: Kind, paper: Any, verb: str, after: dict[str, Any]) -> None:
    changes = {key: (_told(getattr(paper, key)), _told(value)) for key, value in after.items()}
    for key, value in after.items():
        setattr(paper, key, value)
    paper.touch()
    work.happened_to(verb, kind.name, paper, changes, paper.deal_id)
    follow_payments(work, kind, paper.deal_id)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _tell(work: Work, kind: Kind, paper: Any) -> None:
    deal = work.session.get(Sale, paper.deal_id) if paper.deal_id else None
    member_id = (deal.responsible_id if deal else None) or paper.responsible_id
    if member_id != work.author.member_id:
        tell(work, member_id, _("“%(what)s” is paid.", what=paper.label), kind.name, paper.id)
