"""Quotes, orders and invoices in the browser: issued, paid, cancelled and printed."""

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.lines import set_lines
from stepmark.commands.payments import mark_paid
from stepmark.conditions.tree import dump_tree
from stepmark.domain.invoices import Invoice
from stepmark.platform import clock
from stepmark.web.quick_filters import quick_filters
from tests.cast import Cast
from tests.support.papers import INVOICE, ORDER, QUOTE, invoice, paper
from tests.support.people import row
from tests.support.web import signed_in

LINES = [
    {"name": "Windows <b>", "quantity": "2", "price": "100", "tax_rate": "8", "discount": "10"},
    {"name": "Fitting", "quantity": "3", "unit": "h", "price": "50", "tax_rate": "23"},
]


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    clock.set_clock("2026-11-22T09:00:00")
    return signed_in(app, cast, cast.anna)


@pytest.mark.parametrize("htmx", [False, True])
def test_an_invoice_is_issued_paid_and_taken_back_with_buttons_alone(
    anna: TestClient, cast: Cast, *, htmx: bool
) -> None:
    url = f"/invoices/{invoice(cast)}"
    headers = {"HX-Request": "true"} if htmx else {}
    assert "can't be deleted" in anna.get(f"{url}/issue/new", headers=headers).text
    assert anna.post(f"{url}/issue", headers=headers).status_code in (200, 303)
    shown = anna.get(url).text
    assert "FV 1/11/2026 · Windows" in shown
    assert f"{url}/payment/new" in shown
    assert f"{url}/delete" not in shown
    assert f"{url}/fields/amount/edit" not in shown
    assert f"{url}/lines/edit" not in shown
    assert 'value="2026-11-22"' in anna.get(f"{url}/payment/new", headers=headers).text
    refused = anna.post(f"{url}/payment", data={"paid_on": "2026-12-24"}, headers=headers)
    assert (refused.status_code, "This day has not come yet." in refused.text) == (422, True)
    anna.post(f"{url}/payment", data={"paid_on": "2026-11-21"}, headers=headers)
    assert "21 Nov 2026" in anna.get(url).text
    anna.request("DELETE", f"{url}/payment", headers=headers)
    assert "keeps its number" in anna.get(f"{url}/cancellation/new", headers=headers).text
    anna.post(f"{url}/cancellation", headers=headers)
    assert "Cancelled" in anna.get(url).text


def test_the_edit_form_leaves_out_what_is_fixed_and_saves_the_rest(anna: TestClient, cast: Cast) -> None:
    made = invoice(cast, issued=True)
    form = anna.get(f"/invoices/{made}/edit").text
    assert ('name="amount"' in form, 'name="due_on"' in form, 'name="description"' in form) == (False, False, True)
    data = {"description": "Thank you", "amount": "1", "version": "2"}
    refused = anna.post(f"/invoices/{made}/edit", data=data)
    assert (refused.status_code, "Cancel it" in refused.text) == (422, True)
    assert anna.post(f"/invoices/{made}/edit", data={"description": "Thank you", "version": "2"}).status_code in (
        200,
        303,
    )
    assert row(cast, Invoice, made).description == "Thank you"


def test_a_late_payment_is_marked_on_the_page_the_company_and_in_the_list(anna: TestClient, cast: Cast) -> None:
    company = cast.company("ACME")
    late = invoice(cast, company_id=company, issued_on="2026-01-01", due_on="2026-01-15", issued=True)
    invoice(cast, name="In time", company_id=company, issued=True)
    assert "Overdue" in anna.get(f"/invoices/{late}").text
    assert anna.get(f"/companies/{company}").text.count("Overdue") == 1
    overdue = next(each.node for each in quick_filters(INVOICE) if str(each.label) == "Overdue")
    listed = anna.get("/invoices", params={"filter": json.dumps(dump_tree(overdue))}).text
    assert ("FV 1/01/2026" in listed, "In time" in listed) == (True, False)
    cast.run(mark_paid, INVOICE, late)
    assert "Overdue" not in anna.get(f"/invoices/{late}").text


@pytest.mark.parametrize("kind", [QUOTE, ORDER, INVOICE])
def test_the_printed_page_has_both_parties_the_lines_and_tax_by_rate(anna: TestClient, cast: Cast, kind) -> None:  # type: ignore[no-untyped-def]  # a Kind
    made = paper(cast, kind, company_id=cast.company("Client & Co"), lines=LINES, description="As agreed")
    anna.request("PATCH", "/settings/papers", data={"seller.name": "Baltic", "seller.bank_account": "PL 61 1090"})
    printed = anna.get(f"/{kind.plural}/{made}/print").text
    assert "Windows &lt;b&gt;" in printed
    # 2 × 100 less 10 % is 180.00 with 14.40 of tax; 3 × 50 is 150.00 with 34.50.
    for part in ("Client &amp; Co", "Baltic", "As agreed", "€330", "€14.40", "€34.50", "€378.90", "8% tax", "23% tax"):
        assert part in printed, part
    assert ("PL 61 1090" in printed) is (kind is not QUOTE)
    assert ("stamp" in printed) is (kind is INVOICE), "a draft of an invoice says that it is none yet"


def test_a_paper_without_lines_or_client_prints_its_amount(anna: TestClient, cast: Cast) -> None:
    printed = anna.get(f"/invoices/{paper(cast, INVOICE, deal_id=cast.deal(), amount='12.50')}/print").text
    assert ("€12.50" in printed, "Nobody yet." in printed, "Draft" in printed) == (True, True, True)


def test_the_lines_of_a_paper_are_edited_without_asking_whether_they_are_its_amount(
    anna: TestClient, cast: Cast
) -> None:
    made = paper(cast, QUOTE)
    assert "amount_from_lines" not in anna.get(f"/quotes/{made}/lines/edit").text
    row_of_form = {"l0.name": "Doors", "l0.quantity": "2", "l0.price": "7", "l0.tax_rate": "", "version": "1"}
    assert anna.request("PUT", f"/quotes/{made}/lines", data=row_of_form).status_code in (200, 303)
    assert "€14" in anna.get(f"/quotes/{made}").text


def test_the_settings_show_what_is_wrong_beside_it(anna: TestClient, cast: Cast) -> None:
    assert "FV 1/11/2026" in anna.get("/settings/papers").text
    refused = anna.request("PATCH", "/settings/papers", data={"formats.invoice": "FV", "seller.name": "Baltic"})
    assert (refused.status_code, "It must have {number} and {year}" in refused.text) == (422, True)
    assert 'value="Baltic"' in refused.text
    anna.request("PATCH", "/settings/papers", data={"formats.invoice": "{year}-{number}", "version": "1"})
    assert "2026-1" in anna.get("/settings/papers").text
    stale = anna.request("PATCH", "/settings/papers", data={"payment_days": "7", "version": "1"})
    assert stale.status_code == 409


def test_a_new_invoice_on_a_deal_s_page_is_about_the_deal(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    assert f"/invoices/new?deal_id={deal}" in anna.get(f"/deals/{deal}").text
    anna.post("/invoices", data={"name": "First half", "deal_id": str(deal), "amount": "50"})
    assert "First half" in anna.get(f"/deals/{deal}").text


def test_a_deal_becomes_a_quote_an_order_and_an_invoice_with_one_button_each(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal(company_id=cast.company(), responsible_id=cast.boris.member_id)
    assert f"/deals/{deal}/lines/quotes" not in anna.get(f"/deals/{deal}").text
    cast.run(set_lines, DEAL, deal, LINES)
    assert f"/deals/{deal}/lines/quotes" in anna.get(f"/deals/{deal}").text
    address = f"/deals/{deal}"
    for kind in (QUOTE, ORDER, INVOICE):
        made = anna.post(f"{address}/lines/{kind.plural}")
        assert made.status_code == 303
        assert made.headers["location"].startswith(f"/{kind.plural}/")
        address = made.headers["location"]
        assert "€378.90" in anna.get(address).text
    made_last = row(cast, Invoice, int(address.rpartition("/")[2]))
    assert (made_last.deal_id, made_last.status, made_last.responsible_id) == (deal, "draft", cast.anna.member_id)


def test_an_issued_invoice_is_found_by_its_number(anna: TestClient, cast: Cast) -> None:
    made = invoice(cast, name="Roof", issued=True)
    other = invoice(cast, name="Roof", issued=True)
    assert f"/invoices/{made}" in anna.get("/search", params={"q": "FV 1/11/2026"}).text
    listed = anna.get("/invoices", params={"q": "fv 1/11"}).text
    assert (f"/invoices/{made}" in listed, f"/invoices/{other}" in listed) == (True, False)
