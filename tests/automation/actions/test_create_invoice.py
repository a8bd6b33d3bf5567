"""Invoices that rules make, as drafts or issued."""

from typing import Any

import pytest

from stepmark.domain.invoices import Invoice
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def create(**settings: Any) -> dict[str, Any]:
    return {"do": "create_invoice", "settings": settings}


def test_it_is_a_draft_for_the_amount_of_a_deal_without_products(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, create(name="For {{ deal.title }}"))
    cast.change("deal", cast.deal(amount="700", company_id=cast.company()), source="Website")
    (invoice,) = rows(cast, Invoice)
    assert (invoice.status, invoice.number, invoice.name) == ("draft", None, "For ACME — ERP integration")
    assert (invoice.amount_minor, invoice.gross_minor) == (70_000, 70_000)


@pytest.mark.row("S35")
def test_it_can_be_issued_at_once(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, create(issue=True, on_behalf=cast.boris.member_id))
    cast.change("deal", cast.deal(amount="700", company_id=cast.company()), source="Website")
    (invoice,) = rows(cast, Invoice)
    assert (invoice.status, bool(invoice.number)) == ("issued", True)
    assert [each.actor_name for each in rules.history("invoice", invoice.id)] == ["Boris Lem", "Boris Lem"]


def test_one_that_can_t_be_issued_is_not_made_and_the_trace_says_why(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, create(issue=True))
    cast.change("deal", cast.deal(amount="700"), source="Website")
    (run,) = rules.runs()
    assert (run.outcome, rows(cast, Invoice)) == ("failed", [])
    assert "that the invoice is for" in str(run.trace)
