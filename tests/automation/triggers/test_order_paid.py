"""A rule that waits for orders to be paid."""

import pytest

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.paper_copies import make_paper
from stepmark.commands.payments import mark_paid
from stepmark.commands.records import create_record
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.papers import ORDER, paper
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone


def test_it_wakes_however_an_order_is_paid(cast: Cast, rules: Rules) -> None:
    of_deals, of_orders = (
        rules.make("order_paid", set_fields(source="Paid")),
        rules.make("order_paid", set_fields(status="confirmed"), kind="order"),
    )
    deal = cast.deal()
    for by_link in (False, True):
        cast.run(mark_paid, ORDER, paper(cast, ORDER, deal_id=deal), by_link=by_link)
    assert (len(rules.runs(of_deals)), len(rules.runs(of_orders))) == (2, 2)


def test_companies_have_no_payments(rules: Rules) -> None:
    with pytest.raises(Problem, match="does not exist for this kind"):
        rules.make("order_paid", set_fields(status="Client"), kind="company")


def test_leads_wake_as_deals_do(cast: Cast, rules: Rules) -> None:
    rule = rules.make("order_paid", set_fields(source="Paid"), kind="lead")
    lead = cast.run(create_record, KINDS["lead"], {"title": "Enquiry"})
    cast.run(mark_paid, ORDER, cast.run(make_paper, KINDS["lead"], lead, ORDER))
    assert (rules.outcomes(rule), rules.value("lead", lead, "source")) == (["done"], "Paid")
