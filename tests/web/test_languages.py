"""English, Polish and Russian: pages, amounts and days as each writes them, and Cyrillic wherever people write."""

import re
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.automation.document_templates import create_document_template, document_about
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.constants import create_constant
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.documents import DocumentVersion
from stepmark.domain.people import Member
from stepmark.platform.i18n import gettext, speaking
from stepmark.web.routes import today
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules
from tests.support.web import browser, signed_in

pytestmark = pytest.mark.sqlite_alone
PAGES = ("/today", "/deals", "/deals/list", "/companies", "/rules", "/rules/catalogue", "/rules/recipes", "/settings")
AMOUNTS = {"en": "PLN1,234,567.89", "pl": "1 234 567,89 zł", "ru": "1 234 567,89 PLN"}
DAYS = {"en": "24 Dec 2031", "pl": "24.12.2031", "ru": "24.12.2031"}
LETTERS = {"pl": "[ąćęłńóśźż]", "ru": "[а-яё]"}


def page_in(app: FastAPI, cast: Cast, language: str) -> TestClient:
    """Anna's browser, where she reads this language."""
    with cast.database.writing(None) as session:
        session.execute(update(Member).values(locale=language))
        session.commit()
    return signed_in(app, cast, cast.anna)


def read(text: str) -> str:
    """A page as it is read: without tags, with plain spaces."""
    body = re.sub(r"<[^>]+>", " ", text.partition("<main")[2])
    return re.sub(r"\s+", " ", unescape(body).replace("\N{NARROW NO-BREAK SPACE}", " "))


@pytest.mark.parametrize("language", ["en", "pl", "ru"])
@pytest.mark.row("A8")
def test_pages_speak_it_and_write_amounts_and_days_as_it_does(app: FastAPI, cast: Cast, language: str) -> None:
    deal = cast.deal(title="Żółw и Ёж", amount="1234567.89", currency="PLN", expected_close="2031-12-24")
    anna = page_in(app, cast, language)
    for path in PAGES:
        page = anna.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert language == "en" or len(re.findall(LETTERS[language], page.text)) > 30
    text = read(anna.get(f"/deals/{deal}").text)
    assert "Żółw и Ёж" in text
    assert AMOUNTS[language] in text
    assert DAYS[language] in text
    with speaking(language):
        assert gettext("Expected close") in text


def test_what_a_polish_or_russian_page_says_is_not_english(app: FastAPI, cast: Cast) -> None:
    english = read(page_in(app, cast, "en").get("/settings").text)
    for language in ("pl", "ru"):
        said = read(page_in(app, cast, language).get("/settings").text)
        assert "Working days" in english
        assert "Working days" not in said


def test_refusals_are_told_in_the_members_language_whatever_the_browser_prefers(app: FastAPI, cast: Cast) -> None:
    anna = page_in(app, cast, "pl")
    anna.headers["Accept-Language"] = "ru"
    for path in ("/nowhere", "/deals/999999", "/deals/1/nowhere"):
        page = anna.get(path)
        assert (page.status_code, '<html lang="pl"' in page.text) == (404, True), path
        assert 'href="/deals"' in page.text
    assert '<html lang="ru"' in browser(app).get("/nowhere", headers={"Accept-Language": "ru"}).text


def test_so_is_an_address_that_asks_for_too_much(app: FastAPI, cast: Cast) -> None:
    page = page_in(app, cast, "pl").get(f"/settings/exceptions?q={'W' * 400}")
    assert page.status_code == 422
    assert "Ten tekst ma 400 znaków, a limit to 300." in read(page.text)
    assert "String should" not in page.text


def test_so_is_a_fault_of_ours_without_the_menu(app: FastAPI, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = page_in(app, cast, "pl")
    monkeypatch.setattr(today, "page", None)
    quiet = TestClient(app, raise_server_exceptions=False, cookies=anna.cookies)
    quiet.portal = app.state.portal
    page = quiet.get("/today")
    assert (page.status_code, '<html lang="pl"' in page.text) == (500, True)
    assert 'href="/deals"' not in page.text


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Ёлка: 1,234.50 PLN, 24 Dec 2031"),
        ("pl", "Ёлка: 1 234,50 PLN, 24.12.2031"),
        ("ru", "Ёлка: 1 234,50 PLN, 24.12.2031"),
    ],
)
def test_texts_of_rules_are_written_as_the_workspace_does(cast: Cast, language: str, written: str) -> None:
    cast.run(update_workspace, {"locale": language})
    text = "{{ deal.source }}: {{ deal.amount }}, {{ deal.expected_close }}"
    Rules(cast).make("created", {"do": "set_fields", "settings": {"values": {"title": {"text": text}}}})
    deal = cast.deal(source="Ёлка", amount="1234.50", currency="PLN", expected_close="2031-12-24")
    assert Rules(cast).value("deal", deal, "title") == written


@pytest.mark.row("A8")
def test_cyrillic_and_polish_letters_come_through_names_constants_filters_and_templates(cast: Cast) -> None:
    cast.run(update_workspace, {"locale": "ru"})
    cast.run(create_constant, "Подпись", "text", "С уважением, Łukasz")
    cast.field("город", label="Город", type="text")
    body = (
        "Здравствуйте, {{ deal.contact.first_name }}!\n"
        '{% if deal.company.name contains "Ёлка" %}«{{ deal.company.name | upcase }}»{% endif %}\n\n'
        "{{ constants.podpis }}"
    )
    template = cast.run(create_document_template, {"name": "Письмо", "kind": "deal", "body": body})
    deal = cast.deal(contact_id=cast.contact("Ольга Ковальская"), company_id=cast.company("Ёлка и Żółw"))
    cast.run(document_about, DEAL, deal, template, {})
    (version,) = rows(cast, DocumentVersion)
    assert version.html == ("<p>Здравствуйте, Ольга!<br>\n«ЁЛКА И ŻÓŁW»</p>\n<p>С уважением, Łukasz</p>")
