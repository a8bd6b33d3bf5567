"""Saved views through the API."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.web import signed_in

URL = "/api/v1/views"
LARGE = {"all": [{"field": "amount", "op": "greater", "value": "1000"}]}


def test_a_view_from_its_making_to_its_end(boris: TestClient, cast: Cast) -> None:
    made = boris.post(URL, json={"name": "Large", "filter": LARGE, "columns": ["title", "amount"], "sort": "-amount"})
    assert made.status_code == 201, made.text
    view = made.json()
    assert (view["kind"], view["shared"], view["author_id"]) == ("deal", False, cast.boris.member_id)
    assert (view["filter"], view["columns"], view["sort"]) == (LARGE, ["title", "amount"], "-amount")
    one = f"{URL}/{view['id']}"
    assert boris.get(one).json() == view
    changed = boris.patch(one, json={"name": "Larger", "q": "gtx"}).json()
    assert (changed["name"], changed["q"], changed["filter"], changed["sort"]) == ("Larger", "gtx", LARGE, "-amount")
    everything = boris.patch(one, json={"filter": {}, "columns": [], "sort": ""}).json()
    assert (everything["filter"], everything["columns"], everything["sort"]) == ({"all": []}, [], "")
    assert boris.delete(one).status_code == 204
    assert boris.get(one).status_code == 404
    assert boris.get(URL).json() == {"items": [], "next": None}


def test_the_list_in_the_browser_shows_what_a_program_has_saved(app: FastAPI, boris: TestClient, cast: Cast) -> None:
    browser = signed_in(app, cast, cast.boris)
    cast.deal(title="Small one", amount="5", by=cast.boris)
    cast.deal(title="Large one", amount="5000", by=cast.boris)
    view = boris.post(URL, json={"name": "Large", "filter": LARGE}).json()
    assert boris.post(f"{URL}/{view['id']}/opening").json()["opens_first"] is True
    page = browser.get("/deals/list").text
    assert ("Large one" in page, "Small one" in page) == (True, False)
    assert boris.delete(f"{URL}/{view['id']}/opening").status_code == 204
    assert boris.get(f"{URL}/{view['id']}").json()["opens_first"] is False
    assert "Small one" in browser.get("/deals/list").text


def test_managers_share_views_and_others_do_not(boris: TestClient, anna: TestClient, viktor: TestClient) -> None:
    assert boris.post(URL, json={"name": "For all", "shared": True}).status_code == 403
    own = boris.post(URL, json={"name": "Mine"}).json()
    assert boris.patch(f"{URL}/{own['id']}", json={"shared": True}).status_code == 403
    shared = anna.post(URL, json={"name": "For all", "shared": True}).json()
    assert [each["name"] for each in viktor.get(URL).json()["items"]] == ["For all"]
    assert viktor.get(f"{URL}/{own['id']}").status_code == 404
    assert viktor.patch(f"{URL}/{shared['id']}", json={"name": "Nobody's"}).status_code == 403
    assert viktor.get(f"{URL}?kind=company").json()["items"] == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "Taken"}, "name"),
        ({"kind": "boat"}, "kind"),
        ({"columns": ["title", "nonsense"]}, "columns"),
        ({"columns": ["title"] * 31}, "columns"),
        ({"sort": "-nonsense"}, "sort"),
        ({"q": "x" * 301}, "q"),
        ({"filter": {"all": [{"field": "gone", "op": "filled"}]}}, "filter/all/0/field"),
        ({"filter": {"all": [{"field": "amount", "op": "greater", "value": "lots"}]}}, "filter/all/0/value"),
        ({"filter": {"some": []}}, "filter"),
        ({"filter": []}, "filter"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_place(boris: TestClient, said: dict[str, Any], field: str) -> None:
    boris.post(URL, json={"name": "Taken"})
    refused = boris.post(URL, json={"name": "New"} | said)
    assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text
    if said.get("name") != "Taken" and "kind" not in said:
        [view] = boris.get(URL).json()["items"]
        changed = boris.patch(f"{URL}/{view['id']}", json=said)
        assert (changed.status_code, changed.json()["field"]) == (422, field), changed.text
    assert [each["name"] for each in boris.get(URL).json()["items"]] == ["Taken"]
