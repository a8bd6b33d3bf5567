"""The search of the top bar, what its boxes offer, and what lookups offer."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import COMPANY, TASK
from stepmark.commands.records import create_record, delete_record
from stepmark.domain.workspace import Visibility, Workspace
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # what the two databases find is compared in tests/queries


@pytest.mark.parametrize("text", ["żUBR", "pol zub", "600100200", "600 100 200", "biuro@ZUBR", "@zubr.pl"])
def test_a_company_is_found_by_name_phone_and_email(app: FastAPI, cast: Cast, text: str) -> None:
    cast.company("Żubr Polska", phones=["+48 600 100 200"], emails=["biuro@zubr.pl"])
    cast.company("Other", phones=["+48 700 000 000"], emails=["me@other.pl"])
    page = _page(signed_in(app, cast, cast.boris), text)
    assert "Żubr Polska" in page
    assert "Other" not in page


def test_signs_of_the_pattern_language_are_only_signs(app: FastAPI, cast: Cast) -> None:
    cast.company("Plain")
    boris = signed_in(app, cast, cast.boris)
    assert all("Plain" not in _page(boris, text) for text in ("%", "_", "\\", "'"))


def test_what_is_deleted_hidden_or_strange_is_not_found(app: FastAPI, cast: Cast) -> None:
    cast.run(delete_record, COMPANY, cast.company("Gone Ltd"))
    cast.deal(title="Hidden deal")
    boris, clara = signed_in(app, cast, cast.boris), signed_in(app, cast, cast.clara)
    assert "Gone Ltd" not in _page(boris, "gone")
    assert "Hidden deal" in _page(boris, "hidden")
    assert "Hidden deal" not in _page(clara, "hidden")
    _show_only_their_own(cast)
    assert "Hidden deal" not in _page(boris, "hidden")
    assert "Hidden deal" not in boris.get("/lookup/deal?q=hidden").text


def test_nothing_found_says_what_the_search_looks_at(app: FastAPI, cast: Cast) -> None:
    assert "names, phones, e-mails and addresses" in _page(signed_in(app, cast, cast.boris), "nothing like it")


def test_a_hit_says_what_tells_it_from_others(app: FastAPI, cast: Cast) -> None:
    company = cast.company("Novum", website="novum.pl", address="Piotrkowska 7, Łódź")
    contact = cast.contact("Jan Nowak", company_id=company, job_title="Buyer", phones=["+48 600 100 200"])
    deal = cast.deal(title="Nowa wiata", company_id=company, amount="1200", contact_id=contact)
    cast.run(create_record, TASK, {"title": "Nowy telefon", "deal_id": deal})
    page = _page(signed_in(app, cast, cast.boris), "now")
    assert re.search(r"Nowa wiata</a>\s*</p>\s*<p class=\"meta\">Novum · Discovery · €1,200", page)
    assert re.search(r"Jan Nowak</a>\s*</p>\s*<p class=\"meta\">Novum · Buyer<", page)
    assert re.search(r"Nowy telefon</a>\s*</p>\s*<p class=\"meta\">Nowa wiata", page)
    assert "+48 600 100 200" in _page(signed_in(app, cast, cast.boris), "600-100")
    assert "Piotrkowska 7, Łódź" in _page(signed_in(app, cast, cast.boris), "lodz")


def test_what_the_reader_may_not_see_is_not_named_beside_a_hit(app: FastAPI, cast: Cast) -> None:
    company = cast.company("Secret Ltd", responsible_id=cast.anna.member_id)
    cast.deal(title="Known deal", company_id=company, responsible_id=cast.boris.member_id)
    _show_only_their_own(cast)
    page = _page(signed_in(app, cast, cast.boris), "known")
    assert "Known deal" in page
    assert "Secret" not in page


@pytest.mark.parametrize(
    ("name", "text", "marked"),
    [
        ("Zakłady Śląskie", "slas zak", ["Zak", "Śląs"]),
        ("Jan Kowalski", "kowlaski", ["Kowalski"]),
        ("Иванов Пётр", "ivan petr", ["Иван", "Пётр"]),
        ("<b>Bold</b> & Sons", "bold son", ["Bold", "Son"]),
    ],
)
def test_what_was_typed_is_marked_and_the_rest_is_escaped(
    app: FastAPI, cast: Cast, name: str, text: str, marked: list[str]
) -> None:
    cast.company(name)
    page = signed_in(app, cast, cast.boris).get("/search", params={"q": text}).text
    assert re.findall("<mark>(.*?)</mark>", page) == marked
    assert "<b>" not in page


def test_digits_are_marked_however_the_number_is_written(app: FastAPI, cast: Cast) -> None:
    cast.contact("Olga", phones=["+48 600 100 200"])
    page = signed_in(app, cast, cast.boris).get("/search", params={"q": "600100"}).text
    assert "<mark>600 100</mark> 200" in page


def test_typing_on_the_other_keyboard_finds_all_the_same_and_says_so(app: FastAPI, cast: Cast) -> None:
    cast.contact("Иванов")
    page = _page(signed_in(app, cast, cast.boris), "bdfyjd")
    assert "Иванов" in page
    assert "the same keys on another keyboard" in page


@pytest.mark.parametrize(
    "text", ["\0", "\ud800x", "x" * 20_000, "💥 " * 200, "\u202eabc", "'\"<&", "-", "0" * 300, "' OR 1=1 --"]
)
def test_whatever_is_typed_is_answered(app: FastAPI, cast: Cast, text: str) -> None:
    cast.company("Plain")
    boris = signed_in(app, cast, cast.boris)
    query = {"q": text.encode("utf-8", "surrogatepass")}
    assert boris.get("/search", params=query).status_code == 200
    assert boris.get("/search/options", params=query).status_code == 200


def test_a_box_is_offered_the_first_of_each_kind_and_the_way_to_all(app: FastAPI, cast: Cast) -> None:
    for number in range(7):
        cast.company(f"Novum {number}")
    offered = signed_in(app, cast, cast.boris).get("/search/options?q=nov").text
    assert len(re.findall(r'role="option"', offered)) == 6
    assert 'href="/search?q=nov"' in offered
    assert 'aria-label="Companies: 7 found"' in offered


def test_recent_records_are_named_as_they_are_now_and_to_whom_they_are_visible(app: FastAPI, cast: Cast) -> None:
    first, second, gone = cast.company("First"), cast.company("Second"), cast.company("Gone")
    cast.run(delete_record, COMPANY, gone)
    cast.change("company", second, name="Renamed")
    url = f"/search/options?recent=companies/{second},companies/{gone},bindings/1,companies/{first},deals/999,x"
    boris, clara = signed_in(app, cast, cast.boris), signed_in(app, cast, cast.clara)
    offered = boris.get(url).text
    assert offered.index("Renamed") < offered.index("First")
    assert "Gone" not in offered
    assert "First" not in clara.get(url).text


def test_an_answer_costs_the_same_statements_whatever_the_data(app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    _busy(cast, 1)
    few = _statements(boris, app, "/search?q=busy")
    for number in range(30):
        _busy(cast, number)
    assert _statements(boris, app, "/search?q=busy") == few <= 20
    assert _statements(boris, app, "/search/options?q=busy") == few


def test_a_lookup_offers_the_closest_first_and_a_new_one_last(app: FastAPI, cast: Cast) -> None:
    known = cast.company("ACME")
    cast.company("New ACME")
    boris = signed_in(app, cast, cast.boris)
    offered = boris.get("/lookup/company?q=acm&create=1").text
    assert offered.index(f'data-value="{known}"') < offered.index("New ACME") < offered.index('data-value="new:acm"')
    assert "new:" not in boris.get("/lookup/company?q=acme&create=1").text
    assert "new:" not in boris.get("/lookup/deal?q=acm&create=1").text
    assert "new:" not in signed_in(app, cast, cast.viktor).get("/lookup/company?q=acm&create=1").text


def test_a_lookup_escapes_what_was_typed(app: FastAPI, cast: Cast) -> None:
    offered = signed_in(app, cast, cast.boris).get("/lookup/company", params={"q": '"><script>', "create": "1"}).text
    assert "<script>" not in offered


def _page(browser: TestClient, text: str) -> str:
    """The page of results as it is read, without the marks."""
    answer = browser.get("/search", params={"q": text})
    assert answer.status_code == 200
    return re.sub("</?mark>", "", answer.text)


def _show_only_their_own(cast: Cast) -> None:
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).visibility = Visibility.OWN
        session.commit()


def _busy(cast: Cast, number: int) -> None:
    company = cast.company(f"Busy {number}", phones=["+48 600 100 200"])
    contact = cast.contact(f"Busy {number}", company_id=company, emails=["busy@example.com"])
    deal = cast.deal(title=f"Busy {number}", company_id=company, contact_id=contact)
    cast.run(create_record, TASK, {"title": f"Busy {number}", "deal_id": deal})


def _statements(browser: TestClient, app: Any, url: str) -> int:
    browser.get(url)
    with statements_of(app.state.database) as sent:
        assert browser.get(url).status_code == 200
    return len(sent)
