"""Quotes, orders and invoices: created with a number or as a draft, changed, deleted and restored."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import record_to_delete, record_to_edit
from stepmark.commands.amounts import currency_in, set_currency, with_currency
from stepmark.commands.deal_payments import follow_payments
from stepmark.commands.paper_numbers import next_number
from stepmark.commands.record_rows import (
    insert,
    mark_deleted,
    mark_restored,
    parsed,
    require_version,
    unseen_merged,
    update,
)
from stepmark.commands.work import Work
from stepmark.domain.invoices import Invoice, InvoiceStatus
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

Raw = Mapping[str, Any]


def create_paper(work: Work, kind: Kind, raw: Raw) -> int:
    """A new paper; a quote or an order has its number at once, an invoice is a draft without one. Returns its id."""
    paper: Any = kind.model()
    paper.currency = currency_in(raw) or work.actor.currency
    given = with_currency(kind, {**kind.initial, "responsible_id": work.actor.member_id, **raw}, paper.currency)
    values = parsed(work, kind, given, new=True)
    values |= {"gross": values.get("amount"), **_beginning(work, kind, values)}
    insert(work, kind, paper, values, values.get("deal_id"))
    follow_payments(work, kind, paper.deal_id)
    return int(paper.id)


def update_paper(
    work: Work, kind: Kind, paper_id: int, raw: Raw, *, version: int | None = None, strict: bool = False
) -> None:
    """Change the given fields; what is fixed refuses. For `version` and `strict` see `update_deal`."""
    paper: Any = record_to_edit(work, kind.model, paper_id)
    if strict:
        require_version(paper, version)
    deal_id, currency = paper.deal_id, currency_in(raw) or paper.currency
    values = parsed(work, kind, with_currency(kind, raw, currency, paper), new=False)
    meant = unseen_merged(work, kind, paper, values, None if strict else version)
    update(work, kind, paper, meant, meant.get("deal_id", deal_id))
    set_currency(work, kind, paper, currency)
    follow_payments(work, kind, deal_id, paper.deal_id)


def delete_paper(work: Work, kind: Kind, paper_id: int) -> None:
    """Put a paper into the recycle bin; an issued invoice stays."""
    paper: Any = record_to_delete(work, kind.model, paper_id)
    if isinstance(paper, Invoice) and not paper.is_draft:
        text = _(
            "“%(name)s” is issued, so it can't be deleted: its number would be missing. Cancel or archive it.",
            name=paper.label,
        )
        raise Problem("conflict", text)
    mark_deleted(work, kind, paper, paper.deal_id)
    follow_payments(work, kind, paper.deal_id)


def restore_paper(work: Work, kind: Kind, paper_id: int) -> None:
    """Take a paper out of the recycle bin."""
    paper: Any = record_to_delete(work, kind.model, paper_id, deleted=True)
    mark_restored(work, kind, paper, paper.deal_id)
    follow_payments(work, kind, paper.deal_id)


def _beginning(work: Work, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    if kind.model is Invoice:
        return {"status": InvoiceStatus.DRAFT, "paid": False}
    zone = work.session.get_one(Workspace, work.actor.workspace_id).time_zone
    day = values.get("issued_on") or today(zone)
    paid = {"paid": False} if kind.is_paid else {}
    return {"issued_on": day, "number": next_number(work, kind, day), **paid}
