"""Rules that mark invoices and orders as paid."""

import pytest

from stepmark.domain.orders import Order
from tests.cast import Cast
from tests.support.papers import ORDER, invoice, paper
from tests.support.people import row
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone
PAY = {"do": "mark_paid", "settings": {}}


def test_an_order_that_is_done_is_paid(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["status"], "to": "done"}, PAY, kind="order")
    order = paper(cast, ORDER)
    cast.change("order", order, status="done")
    assert row(cast, Order, order).paid
    cast.change("order", order, status="new")
    cast.change("order", order, status="done")
    assert rules.runs()[-1].trace[0]["reason"]["message"] == "It is paid already."


def test_a_draft_fails_with_the_reason(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["description"]}, PAY, kind="invoice")
    cast.change("invoice", invoice(cast), description="Paid in cash")
    (run,) = rules.runs()
    assert run.outcome == "failed"
    assert "Issue it first" in str(run.trace)


def test_its_settings_are_right_for_what_is_paid() -> None:
    assert faults_of("mark_paid", {}, "invoice") == []
