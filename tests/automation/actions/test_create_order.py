"""Orders that rules make."""

import pytest

from stepmark.domain.deals import Deal
from stepmark.domain.orders import Order
from tests.cast import Cast
from tests.support.papers import QUOTE, paper
from tests.support.people import row, rows
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


def test_an_accepted_quote_becomes_an_order_of_the_same_deal(cast: Cast, rules: Rules) -> None:
    accepted = {"on": "modified", "fields": ["status"], "to": "accepted"}
    rules.make(accepted, {"do": "create_order", "settings": {}}, kind="quote")
    deal, company = cast.deal(), cast.company()
    lines = [{"name": "Windows", "price": "100", "tax_rate": "8"}]
    cast.change("quote", paper(cast, QUOTE, deal_id=deal, company_id=company, lines=lines), status="accepted")
    (order,) = rows(cast, Order)
    assert (order.name, order.deal_id, order.company_id, order.gross_minor) == ("Windows", deal, company, 10_800)
    assert (order.status, order.paid, row(cast, Deal, deal).order_payment) == ("new", False, "unpaid")


def test_without_the_products_it_is_empty(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["source"]}, {"do": "create_order", "settings": {"with_lines": False}})
    cast.change("deal", cast.deal(amount="700"), source="Website")
    assert [each.amount_minor for each in rows(cast, Order)] == [None]
