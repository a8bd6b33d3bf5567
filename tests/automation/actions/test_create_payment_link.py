"""A rule makes a payment link, and hands its address on."""

from typing import Any

import pytest

from stepmark.automation.trace import shown_text
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.payments import mark_paid
from stepmark.domain.orders import Order
from stepmark.domain.payment_links import PaymentLink
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.papers import INVOICE, ORDER, invoice, paper
from tests.support.payments import payee, payment_link
from tests.support.people import row, rows
from tests.support.rules import Rules, faults_of, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["description"]}
WRITE = set_fields(source={"text": "{{ values.payment_url }} for {{ values.payment_amount }}"})


def create(**settings: Any) -> dict[str, Any]:
    return {"do": "create_payment_link", "settings": settings}


def reason_of(rules: Rules) -> str:
    return str(shown_text(rules.runs()[-1].trace[-1]["reason"]))


@pytest.mark.row("B8")
def test_it_makes_a_link_for_the_deal_and_yields_address_and_amount(cast: Cast, rules: Rules) -> None:
    payee(cast)
    rules.make({"on": "modified", "fields": ["title"]}, [create(), WRITE])
    deal = cast.deal(amount="1234.5")
    cast.change("deal", deal, title="Again")
    (link,) = rows(cast, PaymentLink)
    assert rules.outcomes() == ["done"]
    url = f"https://crm.example.com/pay/{link.token}"
    assert rules.value("deal", deal, "source") == f"{url} for 1,234.50 EUR"
    cast.change("deal", deal, title="Once more")
    assert len(rows(cast, PaymentLink)) == 1
    assert [each.cause["name"] for each in rules.history("deal", deal) if each.name == "payment_link.made"] == [
        "A rule"
    ]


@pytest.mark.parametrize("kind", [INVOICE, ORDER])
def test_an_invoice_or_an_order_gets_one_of_its_own(cast: Cast, rules: Rules, kind: Any) -> None:
    payee(cast)
    rules.make(CHANGED, create(), kind=kind.name)
    record = invoice(cast, issued=True) if kind is INVOICE else paper(cast, ORDER)
    cast.change(kind.name, record, description="Now")
    (link,) = rows(cast, PaymentLink)
    assert (link.kind, link.record_id, link.amount_minor) == (kind.name, record, 10000)


@pytest.mark.row("B11")
def test_with_an_order_named_by_id_or_number_the_link_is_for_that_order(cast: Cast, rules: Rules) -> None:
    payee(cast)
    orders = [paper(cast, ORDER, amount=amount) for amount in ("7", "8", "9")]
    rules.make({"on": "modified", "fields": ["title"]}, create(automatic=False, order_id="{{ deal.source }}"))
    deal = cast.deal(source=str(orders[0]))
    cast.change("deal", deal, title="A")
    cast.change("deal", deal, title="B", source=row(cast, Order, orders[1]).number)
    assert [(each.kind, each.record_id, each.amount_minor) for each in rows(cast, PaymentLink)] == [
        ("order", orders[0], 700),
        ("order", orders[1], 800),
    ]
    for wrong in ("999", "O 99/99", "", "x" * 90, "9" * 40):
        cast.change("deal", deal, title=f"Wrong {wrong[:9]}", source=wrong)
        assert rules.outcomes()[-1] == "failed"
        assert reason_of(rules).startswith("There is no order “")
    cast.run(mark_paid, ORDER, orders[2])
    cast.change("deal", deal, title="Paid", source=str(orders[2]))
    assert "is paid already" in reason_of(rules)


def test_without_an_order_the_setting_is_refused() -> None:
    assert faults_of("create_payment_link", {"automatic": False}) == ["order_id"]


def test_a_rule_with_it_can_not_be_switched_on_before_anybody_could_pay(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Problem, match="Nobody could pay yet"):
        rules.make(CHANGED, create(), kind="order")
    payee(cast)
    monkeypatch.setattr(cast.database.settings, "public_url", "")
    with pytest.raises(Problem, match="STEPMARK_PUBLIC_URL"):
        rules.make(CHANGED, create(), kind="order")
    assert payment_link(cast, DEAL, cast.deal(amount="5")).token


def test_what_can_not_be_paid_is_said_in_the_trace(cast: Cast, rules: Rules) -> None:
    payee(cast)
    rules.make({"on": "modified", "fields": ["title"]}, [create(), WRITE])
    deal = cast.deal()
    cast.change("deal", deal, title="Again")
    assert rules.outcomes() == ["failed"]
    assert "comes to nothing that could be paid" in reason_of(rules)
    assert rules.value("deal", deal, "source") is None
