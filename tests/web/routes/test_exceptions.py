"""The exceptions list on its page, and where it warns."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.exceptions import add_exceptions
from stepmark.domain.contacts import Contact
from tests.cast import Cast
from tests.support.import_pages import mapped, uploaded
from tests.support.people import rows
from tests.support.rules import Rules
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/exceptions"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.anna)


def test_c23_an_administrator_adds_looks_for_and_takes_off(anna: TestClient) -> None:
    assert "Nobody is on the list" in anna.get(URL).text
    anna.post(URL, data={"lines": "spam@example.com\n+48 600 100 200", "why": "Spam <3"})
    page = anna.get(URL).text
    assert "2 entries are added." in page
    assert "Spam &lt;3" in page
    found = anna.get(f"{URL}?q=600100").text
    assert ("+48 600 100 200" in found, "spam@example.com" in found) == (True, False)
    assert "Not on the list" in anna.get(f"{URL}?q=nobody").text
    entry = re.findall(rf"{URL}/(\d+)", page)[0]
    assert anna.delete(f"{URL}/{entry}").status_code == 303
    after = anna.get(URL).text
    assert "Taken off the exceptions list." in after
    assert "Undo" in after
    assert anna.delete(f"{URL}/{entry}").status_code == 404


def test_a_wrong_line_is_named_and_what_was_typed_stays(anna: TestClient) -> None:
    refused = anna.post(URL, data={"lines": "nobody <3\nspam@example.com", "why": "Kept"})
    assert refused.status_code == 422
    assert "Neither phone numbers nor e-mail addresses: nobody &lt;3" in refused.text
    assert 'value="Kept"' in refused.text


def test_a_long_list_has_pages(anna: TestClient, cast: Cast) -> None:
    cast.run(add_exceptions, "\n".join(f"u{n}@example.com" for n in range(60)))
    older = re.search(rf'href="({URL}\?before=\d+)"', anna.get(URL).text)
    assert older is not None
    page = anna.get(older[1]).text
    assert "u0@example.com" in page
    assert "u59@example.com" not in page


def test_a_manager_sees_it_and_changes_nothing(app: FastAPI, cast: Cast) -> None:
    cast.run(add_exceptions, "spam@example.com")
    page = signed_in(app, cast, cast.magda).get(URL).text
    assert "spam@example.com" in page
    assert "Add to the list" not in page
    assert "Take spam@example.com off the list" not in page
    assert signed_in(app, cast, cast.boris).get(URL).status_code == 403


def test_c25_adding_a_listed_contact_by_hand_warns_and_may_go_on(app: FastAPI, cast: Cast) -> None:
    cast.run(add_exceptions, "+48 600 100 200", "Spam")
    cast.run(add_exceptions, "spam@example.com")
    boris = signed_in(app, cast, cast.boris)
    typed = {"name": "Olga", "phones": "+48600100200"}
    warned = boris.post("/contacts", data=typed)
    assert warned.status_code == 422
    assert "+48 600 100 200 — Spam" in warned.text
    assert rows(cast, Contact) == []
    seen = re.search(r'name="listed_seen"\s+value="([\d,]+)"', warned.text)
    assert seen is not None
    typed |= {"listed_seen": seen[1]}
    assert boris.post("/contacts", data={**typed, "emails": "spam@example.com"}).status_code == 422
    assert boris.post("/contacts", data=typed).status_code == 303
    assert boris.post("/companies", data={"name": "ACME", "emails": "SPAM@example.com"}).status_code == 422
    assert boris.post("/companies", data={"name": "ACME", "emails": "none"}).status_code == 422
    assert boris.post("/companies", data={"name": "ACME", "emails": "acme@example.com"}).status_code == 303


def test_c25_an_imports_preview_warns_of_those_that_its_rows_bring_back(anna: TestClient, cast: Cast) -> None:
    data = "title,contact,contact phone\nACME,Olga,+48 600-100-200\nOther,Jan,+48 500 000 000\n"
    url = uploaded(anna, "deal", data)
    assert mapped(anna, url).status_code == 303
    assert "exceptions list" not in anna.get(f"{url}/preview").text
    cast.run(add_exceptions, "+48 600 100 200\nspam@example.com")
    page = anna.get(f"{url}/preview").text
    assert "1 phone or e-mail in this file is on the exceptions list" in page
    assert "+48 600 100 200" in page
    contacts = uploaded(anna, "contact", "name,e-mail\nJan,SPAM@example.com;jan@example.com\nEva,none\n")
    assert mapped(anna, contacts).status_code == 303
    assert "1 phone or e-mail in this file" in anna.get(f"{contacts}/preview").text


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals/1"}])
def test_moving_a_deal_to_where_a_rule_deletes_it_leads_to_the_board(
    app: FastAPI, cast: Cast, headers: dict[str, str]
) -> None:
    Rules(cast).make({"on": "stage_entered", "stage_id": cast.stages[2]}, {"do": "add_to_exceptions"})
    boris = signed_in(app, cast, cast.boris)
    deal = cast.deal(by=cast.boris)
    for where in ("board", "page"):
        moved = boris.put(f"/deals/{deal}/stage", data={"stage_id": cast.stages[2], "where": where}, headers=headers)
        assert moved.status_code == 303
        assert moved.headers["location"] in ("/deals", "/", f"/deals/{deal}")
        deal = cast.deal(by=cast.boris)
