"""Papers and texts as PDFs: all that stands on them, for those alone who may see it."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.document_templates import create_document_template, document_about
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.documents import DOCUMENT, add_version
from stepmark.commands.field_access import limit_fields
from stepmark.commands.files import Upload
from stepmark.commands.paper_settings import update_paper_settings
from stepmark.commands.records import create_record
from stepmark.commands.workspaces import update_workspace
from tests.cast import Cast
from tests.support.papers import QUOTE, invoice, paper
from tests.support.pdfs import pdf_text
from tests.support.web import signed_in

LINES = [
    {"name": "Windows <b>", "quantity": "2", "unit": "pcs", "price": "1000.5", "tax_rate": "23", "discount": "10"},
    {"name": "Fitting", "quantity": "1", "price": "100"},
]


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_polish_invoice_has_parties_lines_tax_by_rate_and_its_amount_in_words(anna: TestClient, cast: Cast) -> None:
    cast.run(update_workspace, {"locale": "pl"})
    account = "PL61 1090 1014 0000 0712 1981 2874"
    cast.run(update_paper_settings, {"seller.name": "Okna Maj", "seller.bank_account": account})
    made = invoice(cast, name="Okna", company_id=cast.company("Żuraw & Co"), lines=LINES, issued=True)
    answer = anna.get(f"/invoices/{made}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''Faktura%20")
    text = pdf_text(answer.content)
    for each in ("Okna Maj", "Żuraw & Co", "Windows <b>", "2 pcs", "1 800,90", "414,21", "2 315,11 EUR", account):
        assert each in text
    assert "dwa tysiące trzysta piętnaście euro 11/100" in text


def test_a_draft_says_so_and_a_quote_needs_no_lines(anna: TestClient, cast: Cast) -> None:
    assert "DRAFT" in pdf_text(anna.get(f"/invoices/{invoice(cast)}/pdf").content)
    offer = pdf_text(anna.get(f"/quotes/{paper(cast, QUOTE)}/pdf").content)
    assert "Gross 100.00" in offer
    assert "Bank account" not in offer


def test_what_a_role_may_not_see_is_not_on_it(app: FastAPI, cast: Cast) -> None:
    offer = paper(cast, QUOTE, company_id=cast.company("Secret Co"))
    viktor = signed_in(app, cast, cast.viktor)
    assert "Secret Co" in pdf_text(viktor.get(f"/quotes/{offer}/pdf").content)
    cast.run(limit_fields, QUOTE, {"company_id": {"viewer": "hidden"}})
    assert "Secret Co" not in pdf_text(viktor.get(f"/quotes/{offer}/pdf").content)
    cast.run(limit_fields, QUOTE, {"amount": {"viewer": "hidden"}})
    assert viktor.get(f"/quotes/{offer}/pdf").status_code == 404
    assert signed_in(app, cast, cast.clara).get(f"/quotes/{offer}/pdf").status_code == 404


def test_a_document_s_text_is_a_pdf_and_its_files_are_not(anna: TestClient, cast: Cast) -> None:
    body = "For {{ deal.title }} & co.\n\n{{ deal.amount | in_words }}"
    template = cast.run(create_document_template, {"name": "Contract", "kind": "deal", "body": body})
    deal = cast.deal(title="Dach", amount={"amount": "22", "currency": "PLN"})
    made = cast.run(document_about, DEAL, deal, template, {"title": "Umowa/1"})
    answer = anna.get(f"/documents/{made}/versions/1/pdf")
    assert "Umowa-1.pdf" in answer.headers["content-disposition"]
    assert "For Dach & co. twenty-two zlotys 00/100" in pdf_text(answer.content)
    assert f"/documents/{made}/versions/1/pdf" in anna.get(f"/documents/{made}").text
    file = cast.run(create_record, DOCUMENT, {"title": "File"})
    cast.run(add_version, file, [Upload("x.txt", "0" * 64, 1)])
    assert anna.get(f"/documents/{file}/versions/1/pdf").status_code == 404
