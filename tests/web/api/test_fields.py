"""Custom fields for programs."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.web import api_client

URL = "/api/v1/fields"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """A program with Anna's token."""
    return api_client(app, cast, cast.anna)


def test_a_field_is_made_read_and_used(anna: TestClient, cast: Cast) -> None:
    made = anna.post(URL, json={"kind": "deal", "key": "budget", "label": "Budget", "type": "number"})
    assert made.status_code == 201
    shape = made.json()
    assert shape.items() >= {
        "kind": "deal", "key": "budget", "label": "Budget", "type": "number", "options": [], "required": False
    }.items()  # fmt: skip
    assert anna.get(f"{URL}/{shape['id']}").json() == shape
    deal = anna.post("/api/v1/deals", json={"title": "ACME", "custom": {"budget": 5}}).json()
    assert deal["custom"] == {"budget": 5}


def test_options_are_a_list_of_texts(anna: TestClient, cast: Cast) -> None:
    body = {"label": "Tier", "type": "choice", "options": ["A", "B"]}
    field = anna.post(URL, params={"kind": "company"}, json=body).json()
    assert (field["kind"], field["options"]) == ("company", ["A", "B"])
    cast.company(custom__tier="A")
    changed = anna.patch(f"{URL}/{field['id']}", json={"options": ["Gold", "B"], "renamed": {"A": "Gold"}})
    assert changed.json()["options"] == ["Gold", "B"]
    refused = anna.patch(f"{URL}/{field['id']}", json={"options": ["B"]})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/in-use")
    assert anna.patch(f"{URL}/{field['id']}", json={"options": "B"}).status_code == 422


def test_a_field_says_what_depends_on_it_and_comes_back_with_its_values(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    binding, deal = cast.bind("custom.budget", cast.steps[0]), cast.deal(custom__budget=5)
    url = f"{URL}/{field}"
    assert anna.get(f"{url}/usage").json() == {"binding_ids": [binding], "records": 1}
    assert anna.post(f"{url}/restore").status_code == 404, "it is not deleted"
    anna.delete(url)
    assert anna.get(f"{url}/usage").status_code == 404
    assert anna.get(f"/api/v1/deals/{deal}").json()["custom"] == {}
    restored = anna.post(f"{url}/restore")
    assert (restored.status_code, restored.json()["key"]) == (200, "budget")
    assert anna.get(f"/api/v1/deals/{deal}").json()["custom"] == {"budget": 5}


def test_the_list_is_narrowed_by_kind_and_comes_in_pages(anna: TestClient, cast: Cast) -> None:
    for kind, key in (("deal", "one"), ("company", "two"), ("deal", "three")):
        cast.field(key, kind=kind)
    assert [field["key"] for field in anna.get(URL).json()["items"]] == ["one", "two", "three"]
    first = anna.get(URL, params={"kind": "deal", "limit": 1}).json()
    rest = anna.get(URL, params={"kind": "deal", "after": first["next"]}).json()
    assert [field["key"] for field in first["items"] + rest["items"]] == ["one", "three"]
    assert anna.get(URL, params={"kind": "planet"}).status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": None}, "label"),
        ({"type": "colour"}, "type"),
        ({"type": "record"}, "type"),
        ({"type": "choice"}, "options"),
        ({"key": "Not a key"}, "key"),
        ({"key": "taken"}, "key"),
        ({"kind": "planet"}, "kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_refusal_names_its_field(anna: TestClient, cast: Cast, body: dict[str, Any], field: str) -> None:
    cast.field("taken")
    refused = anna.post(URL, json={"kind": "deal", "label": "Size", "type": "text", **body})
    assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_a_deleted_field_is_gone(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    assert anna.delete(f"{URL}/{field}").status_code == 204
    assert anna.get(f"{URL}/{field}").status_code == 404
    assert anna.get(URL).json()["items"] == []


def test_type_and_key_can_not_be_changed(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    for change in ({"type": "text"}, {"key": "other"}, {"kind": "company"}):
        assert anna.patch(f"{URL}/{field}", json=change).status_code == 422


def test_everybody_reads_and_administrators_write(app: FastAPI, cast: Cast) -> None:
    field = cast.field("budget")
    for actor in (cast.magda, cast.boris, cast.viktor):
        client = api_client(app, cast, actor)
        assert client.get(f"{URL}/{field}").status_code == 200
        assert client.post(URL, json={"label": "X", "type": "text"}).status_code == 403
        assert client.patch(f"{URL}/{field}", json={"label": "X"}).status_code == 403
        assert client.delete(f"{URL}/{field}").status_code == 403
    clara = api_client(app, cast, cast.clara)
    assert clara.get(URL).json()["items"] == []
    assert [clara.get(f"{URL}/{field}").status_code, clara.delete(f"{URL}/{field}").status_code] == [404, 404]
