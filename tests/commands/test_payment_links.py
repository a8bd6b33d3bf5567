"""Payment links: frozen when made, over when what they ask for changes, and never a payment lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.lines import set_lines
from stepmark.commands.payment_links import create_link, withdraw_link
from stepmark.commands.payment_notes import FAILED, PAID, REFUNDED, Told, note_told, note_transfer
from stepmark.commands.payments import mark_paid
from stepmark.commands.records import delete_record
from stepmark.domain.deals import Deal
from stepmark.domain.notes import Notice
from stepmark.domain.orders import Order
from stepmark.domain.payment_links import PaymentEvent, PaymentLink
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.papers import INVOICE, ORDER, invoice, paper
from tests.support.payments import payee, payment_link
from tests.support.people import events, row, rows

LINES = [{"name": "Roof <b>", "quantity": "2", "price": "100", "tax_rate": "23"}]


@pytest.fixture(autouse=True)
def _payee(cast: Cast) -> None:
    payee(cast)


def told(link: PaymentLink, event_id: str = "evt_1", what: str = PAID, **more: Any) -> Told:
    given = {"amount_minor": link.amount_minor, "currency": link.currency, "payment_id": "pi_1", **more}
    return Told("stripe", event_id, f"their.{what}", what, link.token_hash, **given)


def say(cast: Cast, note: Told) -> str:
    """Let the provider tell it: nobody of the workspace does."""
    verdict: str = cast.run(note_told, note, by=replace(cast.anna, member_id=None, name="Stripe"))
    return verdict


def states(cast: Cast) -> list[tuple[str, str | None]]:
    return [(each.state, each.reason) for each in rows(cast, PaymentLink)]


def notices(cast: Cast) -> list[str]:
    return [each.message for each in rows(cast, Notice)]


@pytest.mark.row("B9")
def test_amount_and_lines_are_frozen_and_a_change_ends_the_link(cast: Cast) -> None:
    order = paper(cast, ORDER, lines=LINES)
    link = payment_link(cast, ORDER, order)
    assert (link.amount_minor, link.currency) == (24600, "EUR")
    assert link.lines == [{"name": "Roof <b>", "quantity": "2", "unit": "", "net": "200.00", "gross": "246.00"}]
    assert link.payee == {"name": "Dachy Żak", "iban": "DE89370400440532013000"}
    cast.change("order", order, description="No matter")
    payee(cast, payee_name="Somebody else")
    assert states(cast) == [("open", None)]
    cast.run(set_lines, ORDER, order, [{**LINES[0], "price": "90"}])
    assert states(cast) == [("expired", "changed")]
    assert row(cast, PaymentLink, link.id).amount_minor == 24600
    assert payment_link(cast, ORDER, order).amount_minor == 22140
    names = [each.name for each in events(cast, "order", order)]
    assert names[-3:] == ["order.updated", "payment_link.expired", "payment_link.made"]


def test_a_deal_asks_for_its_lines_with_tax_or_for_the_amount_that_was_typed(cast: Cast) -> None:
    deal = cast.deal(amount="100")
    assert payment_link(cast, DEAL, deal).amount_minor == 10000
    cast.run(set_lines, DEAL, deal, LINES, keeps_amount=True)
    assert payment_link(cast, DEAL, deal).amount_minor == 24600
    cast.change("deal", deal, amount="150")
    last = payment_link(cast, DEAL, deal)
    assert (last.amount_minor, last.lines) == (15000, [])
    cast.change("deal", deal, currency="PLN")
    assert states(cast) == [("expired", "changed")] * 3
    assert {each.deal_id for each in events(cast, "deal", deal) if "link" in each.name} == {deal}


def test_one_link_serves_until_another_is_wanted(cast: Cast) -> None:
    order = paper(cast, ORDER)
    first = payment_link(cast, ORDER, order)
    assert payment_link(cast, ORDER, order).id == first.id
    second = payment_link(cast, ORDER, order, anew=True)
    assert second.token != first.token
    cast.run(withdraw_link, second.id)
    cast.run(withdraw_link, second.id)
    assert states(cast) == [("withdrawn", None), ("withdrawn", None)]


@pytest.mark.sqlite_alone
def test_what_can_not_be_paid_gets_no_link(cast: Cast) -> None:
    paid = paper(cast, ORDER)
    cast.run(mark_paid, ORDER, paid)
    for record, why in (
        (paid, "paid already"),
        (paper(cast, ORDER, status="cancelled"), "cancelled"),
        (paper(cast, ORDER, amount=None), "comes to nothing"),
        (10**9, "does not exist"),
    ):
        with pytest.raises(Problem, match=why):
            cast.run(create_link, ORDER, record)
    with pytest.raises(Problem, match="Issue it first"):
        cast.run(create_link, INVOICE, invoice(cast))
    with pytest.raises(Problem, match="do"):
        cast.run(create_link, ORDER, paper(cast, ORDER), by=cast.viktor)
    with pytest.raises(Problem):
        cast.run(create_link, ORDER, paper(cast, ORDER), by=cast.clara)
    payee(cast, iban="")
    with pytest.raises(Problem, match="Nobody could pay"):
        cast.run(create_link, ORDER, paper(cast, ORDER))


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda cast, order: cast.run(mark_paid, ORDER, order), "paid"),
        (lambda cast, order: cast.run(delete_record, ORDER, order), "gone"),
        (lambda cast, order: cast.change("order", order, status="cancelled"), "gone"),
    ],
)
@pytest.mark.sqlite_alone
def test_nobody_pays_for_what_is_paid_or_gone(cast: Cast, end: Any, reason: str) -> None:
    order = paper(cast, ORDER)
    link = payment_link(cast, ORDER, order)
    end(cast, order)
    assert states(cast) == [("expired", reason)]
    assert say(cast, told(link)) == "late"
    assert notices(cast)[-1] == "“%(what)s” was paid through a link that is over. See to it."


@pytest.mark.sqlite_alone
def test_a_transfer_is_noted_by_a_member_and_counts_as_paid_through_the_link(cast: Cast) -> None:
    order = paper(cast, ORDER)
    link = payment_link(cast, ORDER, order)
    for by in (cast.viktor, cast.clara):
        with pytest.raises(Problem):
            cast.run(note_transfer, link.id, by=by)
    with pytest.raises(Invalid):
        cast.run(note_transfer, link.id, "2999-01-01")
    cast.run(note_transfer, link.id, "2026-01-15")
    cast.run(note_transfer, link.id)
    assert (row(cast, PaymentLink, link.id).paid_via, str(row(cast, Order, order).paid_on)) == (
        "transfer",
        "2026-01-15",
    )
    names = [each.name for each in events(cast, "order", order)]
    assert names[-2:] == ["payment_link.paid", "order.paid_by_link"]
    again = payment_link(cast, ORDER, paper(cast, ORDER))
    cast.run(withdraw_link, again.id)
    with pytest.raises(Problem, match="over"):
        cast.run(note_transfer, again.id)


def test_a_provider_may_say_it_twice_and_it_is_paid_once(cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.boris.member_id, amount="100")
    link = payment_link(cast, DEAL, deal)
    assert [say(cast, told(link)) for _each in range(2)] == ["paid", "paid"]
    assert say(cast, told(link, "evt_2")) == "known"
    assert say(cast, told(link, "evt_3", payment_id="pi_2")) == "twice"
    assert [each.verdict for each in rows(cast, PaymentEvent)] == ["paid", "known", "twice"]
    names = [each.name for each in events(cast, "deal", deal)]
    assert names[-3:] == ["payment_link.paid", "deal.paid_by_link", "payment_link.twice"]
    assert notices(cast)[1:] == ["“%(what)s” is paid.", "“%(what)s” was paid twice. Give one payment back."]
    assert row(cast, Deal, deal).label


@pytest.mark.sqlite_alone
def test_another_amount_or_currency_is_told_and_marks_nothing(cast: Cast) -> None:
    order = paper(cast, ORDER)
    link = payment_link(cast, ORDER, order)
    assert say(cast, told(link, "a", amount_minor=1)) == "misfit"
    assert say(cast, told(link, "b", currency="PLN")) == "misfit"
    assert say(cast, told(link, "c", FAILED)) == "failed"
    assert (row(cast, Order, order).paid, states(cast)) == (False, [("open", None)])
    assert notices(cast)[0] == "Another amount than asked for was paid for “%(what)s”."
    assert say(cast, told(link, "d", payment_id="pi_2")) == "paid"


@pytest.mark.sqlite_alone
def test_a_link_that_only_ran_out_of_time_is_paid_all_the_same(cast: Cast) -> None:
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(PaymentLink, link.id).expires_at = now() - timedelta(days=1)
        session.commit()
    assert row(cast, PaymentLink, link.id).state_at(now()) == "expired"
    assert say(cast, told(link)) == "paid"


@pytest.mark.sqlite_alone
@pytest.mark.parametrize("order_of_events", ["paid first", "refund first"])
def test_refunds_are_noted_in_whatever_order_they_come(cast: Cast, order_of_events: str) -> None:
    link = payment_link(cast, ORDER, paper(cast, ORDER))
    part = told(link, "evt_r", REFUNDED, amount_minor=4000)
    news = [told(link), part] if order_of_events == "paid first" else [part, told(link)]
    for each in news:
        say(cast, each)
    assert states(cast) == [("paid", None)]
    assert notices(cast)[-1] == "Money that was paid for “%(what)s” went back."
    assert say(cast, told(link, "evt_all", REFUNDED)) == "refunded"
    assert say(cast, told(link, "evt_late", REFUNDED, amount_minor=4000)) == "known"
    assert states(cast) == [("refunded", None)]
    assert row(cast, PaymentLink, link.id).refunded_minor == 10000
