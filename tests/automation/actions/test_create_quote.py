"""Quotes that rules make from deals, companies and orders."""

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.lines import set_lines
from stepmark.domain.quotes import Quote
from tests.cast import Cast
from tests.support.papers import ORDER, QUOTE, paper
from tests.support.people import rows
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CREATE = {"do": "create_quote", "settings": {}}


def test_it_has_client_deal_and_products_of_the_deal(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["source"]}, CREATE)
    company, contact = cast.company("ACME"), cast.contact()
    deal = cast.deal(company_id=company, contact_id=contact, responsible_id=cast.boris.member_id)
    cast.run(set_lines, DEAL, deal, [{"name": "Tiles", "price": "10", "quantity": "2", "tax_rate": "23"}])
    cast.change("deal", deal, source="Website")
    (quote,) = rows(cast, Quote)
    assert (quote.name, quote.deal_id, quote.company_id, quote.contact_id) == (
        "ACME — ERP integration",
        deal,
        company,
        contact,
    )
    assert (quote.amount_minor, quote.gross_minor, quote.responsible_id) == (2_000, 2_460, cast.boris.member_id)
    assert (quote.status, quote.number is not None) == ("draft", True)


def test_a_company_gets_one_without_products_and_an_order_one_with_them(cast: Cast, rules: Rules) -> None:
    named = {"do": "create_quote", "settings": {"name": "For {{ company.name }}", "responsible": {"who": "linked"}}}
    rules.make({"on": "modified", "fields": ["status"]}, named, kind="company")
    rules.make({"on": "modified", "fields": ["status"]}, CREATE, kind="order")
    cast.change("company", cast.company("ACME"), status="Client")
    cast.change("order", paper(cast, ORDER, lines=[{"name": "Doors", "price": "7"}]), status="done")
    assert [(each.name, each.gross_minor) for each in rows(cast, Quote)] == [("For ACME", None), ("Windows", 700)]


def test_a_rule_about_new_quotes_makes_no_further_one_from_its_own(cast: Cast, rules: Rules) -> None:
    rules.make("created", CREATE, kind="quote")
    paper(cast, QUOTE)
    assert len(rows(cast, Quote)) == 2
    assert "makes no further one" in str(rules.runs()[-1].trace)
