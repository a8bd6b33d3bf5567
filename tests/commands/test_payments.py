"""Invoices and orders that are paid, and what the deal knows of it."""

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.invoices import cancel_invoice, issue_invoice
from stepmark.commands.paper_copies import make_paper
from stepmark.commands.payments import mark_paid, mark_unpaid
from stepmark.commands.records import create_record, delete_record, restore_record
from stepmark.commands.undo import undo_change
from stepmark.domain.deals import Deal, Sale
from stepmark.domain.invoices import Invoice
from stepmark.domain.notes import Notice
from stepmark.domain.orders import Order
from stepmark.platform import clock
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.papers import INVOICE, ORDER, QUOTE, invoice, paper
from tests.support.people import events, row


@pytest.fixture(autouse=True)
def _day() -> None:
    clock.set_clock("2026-11-22T09:00:00")


def test_an_issued_invoice_is_paid_on_a_day_that_has_come(cast: Cast) -> None:
    draft = invoice(cast)
    with pytest.raises(Problem, match="Issue it first"):
        cast.run(mark_paid, INVOICE, draft)
    cast.run(issue_invoice, draft)
    for day in ("2026-11-23", "soon"):
        with pytest.raises(Invalid) as refused:
            cast.run(mark_paid, INVOICE, draft, day)
        assert set(refused.value.errors) == {"paid_on"}
    cast.run(mark_paid, INVOICE, draft, "2026-11-20")
    cast.run(mark_paid, INVOICE, draft)
    paid = row(cast, Invoice, draft)
    assert (paid.status, paid.paid, str(paid.paid_on)) == ("paid", True, "2026-11-20")
    with pytest.raises(Problem, match="Mark it as unpaid first"):
        cast.run(cancel_invoice, draft)
    cast.run(mark_unpaid, INVOICE, draft)
    cast.run(mark_unpaid, INVOICE, draft)
    cast.run(cancel_invoice, draft)
    with pytest.raises(Problem, match="cancelled"):
        cast.run(mark_paid, INVOICE, draft)
    names = [event.name.partition(".")[2] for event in events(cast, "invoice", draft)]
    assert names == ["created", "issued", "paid", "unpaid", "cancelled"]


def test_an_order_is_paid_whatever_its_status_unless_it_is_cancelled(cast: Cast) -> None:
    order = paper(cast, ORDER)
    cast.run(mark_paid, ORDER, order)
    cast.change("order", order, status="done")
    assert (row(cast, Order, order).paid, row(cast, Order, order).status) == (True, "done")
    cancelled = paper(cast, ORDER, status="cancelled")
    with pytest.raises(Problem, match="cancelled"):
        cast.run(mark_paid, ORDER, cancelled)
    with pytest.raises(Problem, match="does not exist"):
        cast.run(mark_paid, QUOTE, paper(cast, QUOTE))


@pytest.mark.parametrize("kind", [INVOICE, ORDER])
def test_payments_are_undone_both_ways(cast: Cast, kind: Kind) -> None:
    made = invoice(cast, issued=True, deal_id=cast.deal()) if kind is INVOICE else paper(cast, ORDER)
    paid = cast.edge.change(cast.anna, mark_paid, kind, made, "2026-11-20").undo
    cast.run(undo_change, paid)
    assert row(cast, kind.model, made).paid is False  # type: ignore[attr-defined]  # both are paid
    cast.run(mark_paid, kind, made, "2026-11-19")
    cast.run(undo_change, cast.edge.change(cast.anna, mark_unpaid, kind, made).undo)
    assert str(row(cast, kind.model, made).paid_on) == "2026-11-19"  # type: ignore[attr-defined]  # as above


def test_what_a_client_paid_through_a_link_is_told_so_and_not_undone(cast: Cast) -> None:
    order = paper(cast, ORDER)
    assert cast.edge.change(cast.anna, mark_paid, ORDER, order, by_link=True).undo is None
    assert events(cast, "order", order)[-1].name == "order.paid_by_link"


def test_the_deal_says_how_much_of_its_invoices_is_paid(cast: Cast) -> None:
    deal, other = cast.deal(), cast.deal()
    invoice(cast, deal_id=deal)
    assert _payments(cast, deal) == (None, None)
    first, second = (invoice(cast, deal_id=deal, issued=True) for _each in range(2))
    assert _payments(cast, deal) == ("unpaid", None)
    cast.run(mark_paid, INVOICE, first)
    assert _payments(cast, deal) == ("partly", None)
    cast.run(cancel_invoice, second)
    assert _payments(cast, deal) == ("paid", None)
    cast.change("invoice", first, deal_id=other)
    assert (_payments(cast, deal), _payments(cast, other)) == ((None, None), ("paid", None))
    told = [event.changes for event in events(cast, "deal", deal) if "invoice_payment" in event.changes]
    assert [each["invoice_payment"] for each in told] == [
        [None, "unpaid"],
        ["unpaid", "partly"],
        ["partly", "paid"],
        ["paid", None],
    ]


def test_orders_count_for_themselves_until_they_are_deleted_or_cancelled(cast: Cast) -> None:
    deal = cast.deal()
    order = paper(cast, ORDER, deal_id=deal)
    assert _payments(cast, deal) == (None, "unpaid")
    cast.run(delete_record, ORDER, order)
    assert _payments(cast, deal) == (None, None)
    cast.run(restore_record, ORDER, order)
    cast.run(mark_paid, ORDER, order)
    assert _payments(cast, deal) == (None, "paid")
    cast.change("order", order, status="cancelled")
    assert _payments(cast, deal) == (None, None)


@pytest.mark.row("B13")
def test_whoever_is_responsible_for_the_deal_is_told_at_once(cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.boris.member_id)
    cast.run(mark_paid, INVOICE, invoice(cast, deal_id=deal, issued=True))
    cast.run(mark_paid, ORDER, paper(cast, ORDER))
    with cast.database.reading(cast.anna.workspace_id) as session:
        notices = [(each.member_id, each.details["what"]) for each in session.scalars(select(Notice))]
    assert notices[-1] == (cast.boris.member_id, "FV 1/11/2026 · Windows")
    assert cast.anna.member_id not in dict(notices), "nobody is told of what they did themselves"


def _payments(cast: Cast, deal_id: int) -> tuple[str | None, str | None]:
    deal = row(cast, Deal, deal_id)
    return deal.invoice_payment, deal.order_payment


def test_a_lead_knows_its_payments_as_a_deal_does(cast: Cast) -> None:
    lead = cast.run(create_record, KINDS["lead"], {"title": "Enquiry", "company_id": cast.company()})
    order = cast.run(make_paper, KINDS["lead"], lead, ORDER)
    assert row(cast, Sale, lead).order_payment == "unpaid"
    cast.run(undo_change, cast.edge.change(cast.anna, mark_paid, ORDER, order).undo)
    cast.run(mark_paid, ORDER, order)
    assert row(cast, Sale, lead).order_payment == "paid"
    assert events(cast, "lead", lead)[-1].changes == {"order_payment": ["unpaid", "paid"]}
