"""What of a deal's invoices and orders is paid, kept on the deal itself, so that every condition can ask for it."""

from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import locked
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale

# The deal's field for each kind that is paid.
PAYMENT_KEYS = {"invoice": "invoice_payment", "order": "order_payment"}


def follow_payments(work: Work, kind: Kind, *deal_ids: int | None) -> None:
    """After a change of a paper: say anew on the deals that it belongs or belonged to how much is paid."""
    if kind.name not in PAYMENT_KEYS:
        return
    work.session.flush()
    for deal_id in sorted({each for each in deal_ids if each is not None}):
        _follow(work, kind, locked(work, Sale, deal_id, deleted=None))


def _follow(work: Work, kind: Kind, deal: Sale) -> None:
    key = PAYMENT_KEYS[kind.name]
    before, after = getattr(deal, key), _payment(work, KINDS[kind.name].model, deal.id)
    if before == after:
        return
    setattr(deal, key, after)
    deal.touch()
    work.happened_to("updated", deal.kind, deal, {key: (before, after)}, deal.id)


def _payment(work: Work, model: Any, deal_id: int) -> str | None:
    papers = work.session.scalars(select(model).where(model.deal_id == deal_id, model.deleted_at.is_(None)))
    paid = [paper.paid for paper in papers if paper.is_due]
    if not paid:
        return None
    return "paid" if all(paid) else "partly" if any(paid) else "unpaid"
