"""The filter of a list: put together on a sheet, kept in the address, told in words, and taken away again."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.fields import CustomField
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.clock import now
from tests.cast import Cast
from tests.support.people import actor_now
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_the_sheet_leads_to_a_list_whose_address_holds_the_filter(anna: TestClient, cast: Cast) -> None:
    company = cast.company("ACME", type="Partner")
    cast.deal(title="Large", amount="500", company_id=company)
    cast.deal(title="Small", amount="5", company_id=company)
    cast.deal(title="Alone", amount="500")
    rows = {
        "c.mode": "all",
        "c.0.field": "amount", "c.0.op": "greater", "c.0.value": "100", "c.0.value_currency": "EUR",
        "c.1.mode": "any",
        "c.1.0.field": "company.type", "c.1.0.op": "equal", "c.1.0.value": "PARTNER",
    }  # fmt: skip
    answer = anna.post("/deals/filter", data={"view": "0", "sort": "-amount", **rows})
    assert answer.status_code == 303
    address = parse_qs(urlsplit(answer.headers["location"]).query)
    assert address["sort"] == ["-amount"]
    assert json.loads(address["filter"][0]) == {
        "all": [
            {"field": "amount", "op": "greater", "value": {"amount": "100", "currency": "EUR"}},
            {"any": [{"field": "company.type", "op": "equal", "value": "PARTNER"}]},
        ]
    }
    page = anna.get(answer.headers["location"]).text
    assert _names(page) == ["Large"]
    assert "Amount is greater than €100" in page
    without = re.findall(r'class="chip-remove"\s+href="([^"]+)"', page)
    assert _names(anna.get(without[1].replace("&amp;", "&")).text) == ["Alone", "Large"]


@pytest.mark.parametrize(
    ("row", "stored"),
    [
        ({"field": "status", "op": "one_of", "value": ["won", "lost"]}, ["won", "lost"]),
        ({"field": "responsible_id", "op": "equal", "value": "me"}, "me"),
        ({"field": "expected_close", "op": "on", "value": "", "value_relative": "today", "value_shift": "-3"},
         {"relative": "today", "shift": -3}),
        ({"field": "expected_close", "op": "before", "value": "2027-01-31", "value_relative": "", "value_shift": ""},
         "2027-01-31"),
        ({"field": "expected_close", "op": "within", "value": "7"}, "7"),
        ({"field": "amount", "op": "between", "value": ["1", "2"], "value_currency": ["PLN", "EUR"]},
         [{"amount": "1", "currency": "PLN"}, {"amount": "2", "currency": "EUR"}]),
        ({"field": "expected_close", "op": "between", "value": ["", "2027-01-31"],
          "value_relative": ["start_of_month", ""], "value_shift": ["0", ""]},
         [{"relative": "start_of_month"}, "2027-01-31"]),
        ({"field": "company_id", "op": "equal", "value": "", "value_text": "acme"}, "1"),
        ({"field": "custom.urgent", "op": "equal", "value": "yes"}, "yes"),
        ({"field": "source", "op": "empty", "value": "left over"}, None),
    ],
)  # fmt: skip
def test_each_kind_of_value_is_read_from_its_inputs_and_shown_in_them_again(
    anna: TestClient, cast: Cast, row: dict[str, Any], stored: Any
) -> None:
    cast.company("ACME")
    cast.field("urgent", "yes_no")
    answer = anna.post("/deals/filter", data={"c.mode": "all", **{f"c.0.{part}": value for part, value in row.items()}})
    assert answer.status_code == 303, answer.text
    text = parse_qs(urlsplit(answer.headers["location"]).query)["filter"][0]
    assert json.loads(text)["all"][0].get("value") == stored
    sheet = anna.get("/deals/filter", params={"filter": text}).text
    assert 'aria-invalid="true"' not in sheet
    assert anna.get(answer.headers["location"]).status_code == 200


def test_a_row_that_makes_no_sense_is_told_beside_it(anna: TestClient) -> None:
    rows = {"c.mode": "all", "c.0.field": "amount", "c.0.op": "greater", "c.0.value": "much", "c.1.field": "title"}
    refused = anna.post("/deals/filter", data={**rows, "c.1.op": "contains", "c.1.value": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert re.search(r'id="c\.0-error">.*?Enter a number\.', refused.text, re.DOTALL)
    assert re.search(r'id="c\.1-error">.*?Enter what to look for\.', refused.text, re.DOTALL)
    assert 'value="much"' in refused.text


def test_without_scripts_the_buttons_change_the_page(anna: TestClient) -> None:
    rows = {"c.mode": "any", "c.0.field": "amount", "c.0.op": "less", "c.0.value": "7", "do": "add:c"}
    page = anna.post("/deals/filter", data=rows).text
    assert 'name="c.1.field"' in page
    assert 'value="7"' in page
    assert "<html" in page
    assert 'name="c.0.field"' not in anna.post("/deals/filter", data=rows | {"do": "remove:c.0"}).text


def test_another_field_brings_its_own_comparisons_and_no_old_value(anna: TestClient) -> None:
    rows = {
        "c.mode": "all",
        "c.0.was": "title",
        "c.0.field": "expected_close",
        "c.0.op": "contains",
        "c.0.value": "old",
    }
    editor = anna.post("/conditions/deal", data=rows, headers=HTMX).text
    assert '<option value="within"' in editor
    assert 'value="old"' not in editor
    assert "<html" not in editor


@pytest.mark.parametrize("query", ["root=c;x", "root=" + "c" * 40, "root=C", "root="])
def test_an_editor_is_named_by_a_plain_word(anna: TestClient, query: str) -> None:
    assert anna.post(f"/conditions/deal?{query}").status_code == 404
    assert anna.post("/conditions/nonsense").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "7", '{"all": 7}', '{"nonsense": []}', "[" * 3000, '{"not": ' * 20 + '{"all": []}' + "}" * 20,
     '{"all": [{"field": "title", "op": "equal", "value": "\\ud800"}]}', "NaN", "x" * 7000, "1" * 5000],
)  # fmt: skip
def test_nonsense_in_the_address_is_told_and_changes_nothing(anna: TestClient, cast: Cast, text: str) -> None:
    deal = cast.deal()
    page = anna.get("/deals/list", params={"filter": text})
    assert page.status_code == 200
    assert 'class="alert bad"' in page.text
    assert anna.get("/deals/export", params={"filter": text}).status_code == 422
    assert anna.post("/deals/bulk", data={"which": "all", "filter": text, "action": "delete"}).status_code == 422
    assert anna.get(f"/deals/{deal}").status_code == 200


@pytest.mark.sqlite_alone  # what is wrong is seen before a database is asked
@pytest.mark.parametrize("value", [7, True, [[]], [1, 2, 3], {"relative": 7}, {"relative": "x"}, {"amount": []}])
def test_a_value_of_the_wrong_shape_is_shown_as_wrong_and_breaks_nothing(anna: TestClient, value: Any) -> None:
    for field in ("title", "amount", "expected_close", "stage_id", "responsible_id", "company_id", "status"):
        for op in ("equal", "one_of", "between", "on", "within", "contains"):
            tree = json.dumps({"all": [{"field": field, "op": op, "value": value}]})
            assert anna.get("/deals/filter", params={"filter": tree}).status_code == 200


def test_a_field_that_was_deleted_since_is_told_and_can_be_left_out(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    cast.deal(title="Here")
    tree = {"all": [{"field": "title", "op": "filled"}, {"field": "custom.budget", "op": "empty"}]}
    whole = {"filter": json.dumps(tree), "columns": "title,custom.budget"}
    assert _names(anna.get("/deals/list", params=whole).text) == ["Here"]
    _delete(cast, field)
    broken = anna.get("/deals/list", params=whole).text
    assert _names(broken) == []
    assert "There is no field “custom.budget” here, or your role may not see it." in broken
    assert "The column “custom.budget” does not exist any more." in broken
    mend = re.search(r'href="([^"]+)">Leave these out', broken)
    assert mend is not None
    mended = anna.get(mend[1].replace("&amp;", "&")).text
    assert _names(mended) == ["Here"]
    assert "any more" not in mended


def test_whoever_sees_only_their_own_cannot_look_into_what_is_linked(app: FastAPI, cast: Cast) -> None:
    secret = cast.company("Secret", type="Whale")
    cast.deal(title="Boris's", by=cast.boris, company_id=secret)
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).visibility = Visibility.OWN
        session.commit()
    boris = signed_in(app, cast, actor_now(cast, cast.boris))
    tree = json.dumps({"all": [{"field": "company.type", "op": "equal", "value": "Whale"}]})
    page = boris.get(
        "/deals/list", params={"filter": tree, "columns": "title,company.type", "sort": "company.type"}
    ).text
    assert _names(page) == []
    assert "Whale" not in boris.get("/deals/list", params={"view": "0", "columns": "title,company.type"}).text
    assert "company.type" not in boris.get("/deals/filter").text
    assert boris.get("/deals/export", params={"filter": tree}).status_code == 422


def _delete(cast: Cast, field_id: int) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(CustomField, field_id).deleted_at = now()
        session.commit()


def _names(html: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', html)


@pytest.mark.parametrize(("letter", "status"), [("a", 303), ("ż", 422)])
def test_a_filter_is_measured_as_addresses_write_it(anna: TestClient, letter: str, status: int) -> None:
    rows = {"c.mode": "any"}
    for row in range(10):
        rows |= {f"c.{row}.field": "title", f"c.{row}.op": "contains", f"c.{row}.value": letter * 100}
    assert anna.post("/deals/filter", data={"view": "0", **rows}).status_code == status
    tree = {"any": [{"field": "title", "op": "contains", "value": letter * 100}] * 10}
    page = anna.get("/deals/list", params={"filter": json.dumps(tree, ensure_ascii=False)}).text
    assert ("too long for an address" in page) is (status == 422)
