"""Any text through every field of a record, by API and form: kept as it is, or refused; and shown as text."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.hostile.asking import Page, faults_of, getting
from tests.hostile.records import KINDS, SHORT, TITLES, add_fields, filled_in, fitted, kept_of, made
from tests.hostile.strings import UNSTORABLE, sample, storable
from tests.support.pages import form_values

# Line ends arrive otherwise than they were typed, and what can't be encoded not at all.
NO_BROWSER_SENDS = {"\r", "\n", "\0", *map(chr, range(0xD800, 0xE000))}


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    add_fields(cast)


def test_the_api_gives_back_what_it_was_given(program: TestClient, anna: TestClient, *, long_form: bool) -> None:
    stored: dict[str, dict[int, Any]] = {plural: {} for plural in TITLES}
    # The short form sends every other text, in all fields at once, to one kind of record; files bring in all.
    for number, text in enumerate(storable() if long_form else storable()[::2]):
        for plural in TITLES if long_form else (list(TITLES)[number % 4],):
            record = made(program, plural, text, typed=long_form or number % 32 < 4)
            stored[plural][record["id"]] = record
    for plural in TITLES:
        assert _all(program, plural) == stored[plural]
    assert not list(faults_of((path, getting(anna, path)) for path in _pages(stored, 1 if long_form else 48)))


def test_a_form_keeps_what_it_was_given(anna: TestClient, program: TestClient, *, long_form: bool) -> None:
    sent: dict[str, list[str]] = {plural: [] for plural in TITLES}
    for number, whole in enumerate(storable()):
        for plural in TITLES if long_form else [plural for at, plural in enumerate(TITLES) if number % 16 == at * 5]:
            text = whole
            answer = filled_in(anna, plural, text)
            if answer.status_code == 422 and len(text.strip()) > SHORT:
                text = text.strip()[:SHORT]
                answer = filled_in(anna, plural, text)
            assert answer.status_code == 303, (plural, text)
            sent[plural].append(text)
    for plural, texts in sent.items():
        kept = [kept_of(record, plural) for _id, record in sorted(_all(program, plural).items())]
        assert kept == [fitted(plural, text) for text in texts]


def test_what_no_database_keeps_is_refused_by_name(program: TestClient, anna: TestClient) -> None:
    for text in UNSTORABLE:
        body = {"title": text, "custom": {"deals_text": text}}
        answer = program.post("/api/v1/deals", content=json.dumps(body), headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text
    answer = anna.post("/deals", data={"title": "a\0b"})
    assert answer.status_code == 422
    assert "Remove them" in answer.text


def test_a_form_shows_what_it_was_given_as_text(anna: TestClient, *, long_form: bool) -> None:
    usual = Page(anna.post("/deals", data=_form("Usual")).text).shape
    for text in storable() if long_form else sample(60):
        if text.strip() and set(text).isdisjoint(NO_BROWSER_SENDS):
            answer = anna.post("/deals", data=_form(text))
            assert answer.status_code == 422, text
            page = Page(answer.text)
            assert not page.unsafe, page.unsafe
            assert len(text) > SHORT or page.shape <= usual, (text, page.shape - usual)
            assert form_values(answer.text)["title"] == text


def _all(program: TestClient, plural: str) -> dict[int, Any]:
    found: dict[int, Any] = {}
    after: str | None = ""
    while after is not None:
        page = program.get(f"/api/v1/{plural}", params={"limit": 200, "after": after}).json()
        found |= {record["id"]: record for record in page["items"]}
        after = page["next"]
    return found


def _pages(made: dict[str, dict[int, Any]], step: int) -> Iterator[str]:
    yield from ("/deals", "/today", "/calendar", "/tasks", "/search?q=alert", "/reports/funnel", "/reports/closings")
    for plural, records in made.items():
        path = "/deals/list" if plural == "deals" else "/tasks/list" if plural == "tasks" else f"/{plural}"
        yield from (path, *(f"{path}?after={record_id}" for record_id in list(records)[49::50]))
        for record_id in list(records)[::step]:
            yield from (
                f"/{plural}/{record_id}",
                f"/{plural}/{record_id}/edit",
                f"/history/{KINDS[plural]}/{record_id}",
            )


def _form(text: str) -> dict[str, str]:
    return {"title": text, "source": text, "custom.deals_text": text, "custom.deals_number": "no number"}
