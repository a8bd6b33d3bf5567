"""The stage trigger "Track order payment": B20 and B21."""

import pytest

from stepmark.commands.payments import mark_paid
from tests.automation.triggers.test_invoice_paid import _timeline, track
from tests.cast import Cast
from tests.support.papers import ORDER, paper
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.row("B20")
@pytest.mark.row("B21")
def test_a_payment_through_the_link_brings_the_deal_there_and_no_other_does(cast: Cast, rules: Rules) -> None:
    track(cast, rules, cast.stages[1], "order_paid_by_link")
    deal = cast.deal()
    by_hand, by_link = (paper(cast, ORDER, deal_id=deal) for _each in range(2))
    cast.run(mark_paid, ORDER, by_hand)
    assert (rules.value("deal", deal, "stage_id"), rules.runs()) == (cast.stages[0], [])
    cast.run(mark_paid, ORDER, by_link, by_link=True)
    cast.run(mark_paid, ORDER, by_link, by_link=True)
    assert (rules.value("deal", deal, "stage_id"), rules.outcomes()) == (cast.stages[1], ["done"])
    assert rules.value("deal", deal, "order_payment") == "paid"
    told = _timeline(cast, deal)
    assert "The deal was moved, by the rule “Paid”" in told
    assert any("was paid through a payment link" in each for each in told)


def test_a_rule_about_orders_wakes_at_the_same(cast: Cast, rules: Rules) -> None:
    rules.make("order_paid_by_link", set_fields(status="confirmed"), kind="order")
    first, second = paper(cast, ORDER), paper(cast, ORDER)
    cast.run(mark_paid, ORDER, first)
    cast.run(mark_paid, ORDER, second, by_link=True)
    assert [rules.value("order", each, "status") for each in (first, second)] == ["new", "confirmed"]
