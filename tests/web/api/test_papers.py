"""Quotes, orders and invoices for programs."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.platform import clock
from tests.cast import Cast
from tests.support.web import api_client

LINE = {"name": "Windows", "quantity": "2", "price": "100", "tax_rate": "23"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    clock.set_clock("2026-11-22T09:00:00")
    return api_client(app, cast, cast.anna)


def test_an_invoice_from_its_draft_to_its_payment(anna: TestClient, cast: Cast) -> None:
    body = {"name": "Windows", "company_id": cast.company(), "deal_id": cast.deal(), "currency": "PLN"}
    draft = _made(anna, "/invoices", body)
    assert (draft["status"], draft["number"], draft["amount"], draft["paid"]) == ("draft", None, None, False)
    url = f"/api/v1/invoices/{draft['id']}"
    assert anna.put(f"{url}/lines", json={"lines": [LINE]}).json()["totals"]["gross"] == "246.00"
    issued = anna.post(f"{url}/issue").json()
    assert (issued["number"], issued["due_on"], issued["amount"]) == ("FV 1/11/2026", "2026-12-06", "200.00")
    assert (issued["gross"], issued["currency"]) == ("246.00", "PLN")
    paid = anna.post(f"{url}/payment", json={"paid_on": "2026-11-20"}).json()
    assert (paid["status"], paid["paid"], paid["paid_on"]) == ("paid", True, "2026-11-20")
    assert anna.get("/api/v1/deals/1").json()["invoice_payment"] == "paid"
    assert anna.delete(f"{url}/payment").json()["status"] == "issued"
    assert anna.post(f"{url}/cancellation").json()["status"] == "cancelled"


def test_a_deal_becomes_a_quote_and_the_quote_an_order_with_the_same_products(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal(title="Roof", company_id=cast.company(), currency="PLN")
    assert anna.put(f"/api/v1/deals/{deal}/lines", json={"lines": [LINE]}).status_code == 200
    quote = _made(anna, f"/deals/{deal}/quotes")
    assert (quote["name"], quote["deal_id"], quote["amount"], quote["currency"]) == ("Roof", deal, "200.00", "PLN")
    order = _made(anna, f"/quotes/{quote['id']}/orders")
    assert (order["name"], order["deal_id"], order["amount"]) == ("Roof", deal, "200.00")
    assert [each["name"] for each in anna.get(f"/api/v1/orders/{order['id']}/lines").json()["lines"]] == ["Windows"]
    assert anna.post(f"/api/v1/contacts/{cast.contact()}/quotes").status_code == 404
    assert anna.post("/api/v1/deals/999/quotes").status_code == 404


def test_what_is_refused_names_the_field_and_the_way_out(anna: TestClient, cast: Cast) -> None:
    issued = _made(anna, "/invoices", {"name": "Windows", "company_id": cast.company(), "amount": "12.50"})
    url = f"/api/v1/invoices/{issued['id']}"
    anna.post(f"{url}/issue")
    refused = anna.patch(url, json={"amount": "13"})
    assert (refused.status_code, refused.json()["field"]) == (422, "amount")
    assert "Cancel it" in refused.json()["detail"]
    for key, value in {"number": "FV 7", "status": "paid", "paid": True, "paid_on": "2026-11-22", "gross": "1"}.items():
        answer = anna.patch(url, json={key: value})
        assert (answer.status_code, answer.json()["field"]) == (422, key)
    deleted = anna.delete(url)
    assert (deleted.status_code, deleted.json()["type"].rpartition("/")[2]) == (409, "conflict")
    tomorrow = anna.post(f"{url}/payment", json={"paid_on": "2026-11-23"})
    assert (tomorrow.status_code, tomorrow.json()["field"]) == (422, "paid_on")
    assert anna.post(f"{url}/payment", json={"day": "2026-11-20"}).status_code == 422


def test_unpaid_invoices_that_fell_due_are_found_by_a_filter(anna: TestClient, cast: Cast) -> None:
    company = cast.company()
    for due in ("2026-11-08", "2026-11-09", "2026-12-24"):
        body = {"name": due, "company_id": company, "amount": "1", "issued_on": "2026-11-01", "due_on": due}
        anna.post(f"/api/v1/invoices/{_made(anna, '/invoices', body)['id']}/issue")
    unpaid = {"field": "paid", "op": "equal", "value": False}
    late = {"field": "due_on", "op": "days_after", "value": 14}
    found = anna.get("/api/v1/invoices", params={"filter": json.dumps({"all": [unpaid, late]})}).json()["items"]
    assert [each["name"] for each in found] == ["2026-11-08"]


def test_a_repeated_request_issues_one_number(anna: TestClient, cast: Cast) -> None:
    made = _made(anna, "/invoices", {"name": "Windows", "company_id": cast.company(), "amount": "1"})
    again = {"Idempotency-Key": "once"}
    first, second = (anna.post(f"/api/v1/invoices/{made['id']}/issue", headers=again).json() for _each in range(2))
    assert (first["number"], second["number"]) == ("FV 1/11/2026", "FV 1/11/2026")


def _made(anna: TestClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = anna.post(f"/api/v1{path}", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]  # a record
