"""Any text through every field of a record, by API, form and file: kept as it is, or refused; and shown as text."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from stepmark.platform.spreadsheet import guarded
from tests.cast import Cast
from tests.hostile.asking import Page, faults_of, getting
from tests.hostile.records import KINDS, TITLES, add_fields, made, one_line, trimmed
from tests.hostile.strings import UNSTORABLE, sample, storable
from tests.support.import_pages import brought_in
from tests.support.imports import exported_rows
from tests.support.pages import form_values

# Line ends arrive otherwise than they were typed, and what can't be encoded not at all.
NO_BROWSER_SENDS = {"\r", "\n", "\0", *map(chr, range(0xD800, 0xE000))}
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    add_fields(cast)


def test_the_api_gives_back_what_it_was_given(program: TestClient, anna: TestClient, *, long_form: bool) -> None:
    stored: dict[str, dict[int, Any]] = {plural: {} for plural in TITLES}
    texts = storable()
    # The short form sends two texts at once, and each to one kind of record.
    for number, text in enumerate(texts if long_form else texts[::2]):
        for plural in TITLES if long_form else (list(TITLES)[number % 4],):
            other = text if long_form else texts[min(2 * number + 1, len(texts) - 1)]
            record = made(program, plural, text, typed=long_form or number % 32 < 4, custom=other)
            stored[plural][record["id"]] = record
    for plural in TITLES:
        assert _all(program, plural) == stored[plural]
    assert not list(faults_of((path, getting(anna, path)) for path in _pages(stored, 1 if long_form else 24)))


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
            assert len(text) > 200 or page.shape <= usual, (text, page.shape - usual)
            assert form_values(answer.text)["title"] == text


def test_a_file_brings_in_what_an_export_takes_out(anna: TestClient, cast: Cast) -> None:
    texts = [text for text in storable() if text.strip() and len(text) <= 200]
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["name", "job_title", "custom.contacts_long_text", "custom.contacts_email"])
    rows.writerows([f"{number} {text}", guarded(text), guarded(text), text] for number, text in enumerate(texts))
    url = brought_in(anna, "contact", out.getvalue())
    assert not Page(anna.get(url).text).unsafe
    for cell in (cell for row in csv.reader(io.StringIO(anna.get(f"{url}/report").text)) for cell in row):
        assert not _is_formula(cell), cell
    exported = {row["name"].split(" ", 1)[0]: row for row in exported_rows(cast, "contact")}
    for number, text in enumerate(texts):
        row = exported[str(number)]
        assert (row["job_title"], row["custom.contacts_long_text"]) == (one_line(text), trimmed(text)), text
        # The command line guards each cell that it writes with this.
        assert not _is_formula(guarded(row["job_title"])), text


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


def _is_formula(cell: str) -> bool:
    return cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not NUMBER.fullmatch(cell)
