"""Saved views: one's own and shared ones, changed only by those who may."""

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.views import DefaultView, SavedView
from tests.cast import Cast
from tests.support.people import events, rows
from tests.support.web import signed_in

WON = json.dumps({"all": [{"field": "status", "op": "equal", "value": "won"}]})


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """An administrator's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def magda(app: FastAPI, cast: Cast) -> TestClient:
    """A manager's browser."""
    return signed_in(app, cast, cast.magda)


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """A salesperson's browser."""
    return signed_in(app, cast, cast.boris)


def test_a_view_keeps_filter_columns_and_sorting_and_its_history(boris: TestClient, cast: Cast) -> None:
    cast.deal(title="Won one", amount="7", status="won")
    cast.deal(title="Open one")
    sent = {"name": "Mine", "filter": WON, "columns": "amount,title", "sort": "-amount", "q": "one"}
    made = boris.post("/deals/views", data=sent)
    assert made.headers["location"] == "/deals/list?view=1"
    page = boris.get("/deals/list?view=1").text
    assert _names(page) == ["Won one"]
    assert page.index(">Amount") < page.index(">Title")
    assert 'aria-sort="descending"' in page
    assert [event.name for event in events(cast, "view", 1)] == ["view.created"]


def test_a_change_of_a_view_is_offered_to_be_saved(boris: TestClient, cast: Cast) -> None:
    boris.post("/deals/views", data={"name": "Mine", "filter": WON})
    cast.deal(title="Won one", status="won")
    assert "Save the changes" not in boris.get("/deals/list?view=1").text
    changed = boris.get("/deals/list", params={"view": 1, "filter": WON, "sort": "-amount"}).text
    assert "Save the changes" in changed
    assert "Mine (changed)" in changed
    boris.put("/views/1/content", data={"view": "1", "filter": WON, "sort": "-amount"})
    assert rows(cast, SavedView)[0].sort == "-amount"
    assert [(event.name, event.changes) for event in events(cast, "view", 1)][1:] == [
        ("view.updated", {"sort": ["", "-amount"]})
    ]


def test_only_managers_and_above_show_a_view_to_everybody(boris: TestClient, magda: TestClient) -> None:
    assert boris.post("/deals/views", data={"name": "All", "shared": "1"}).status_code == 403
    assert "Everybody sees this view" not in boris.get("/deals/views/new").text
    magda.post("/deals/views", data={"name": "Own", "filter": WON})
    assert boris.get("/views/1/edit").status_code == 404
    assert ">Own<" not in boris.get("/deals/list").text
    magda.put("/views/1", data={"name": "Everybody’s", "shared": "1"})
    assert "Everybody’s" in boris.get("/deals/list").text
    assert boris.get("/views/1/edit").status_code == 403


def test_a_shared_view_is_changed_by_its_author_or_an_administrator_alone(
    anna: TestClient, magda: TestClient, boris: TestClient, cast: Cast
) -> None:
    magda.post("/deals/views", data={"name": "Hers", "shared": "1"})
    assert boris.put("/views/1", data={"name": "His"}).status_code == 403
    assert boris.put("/views/1/content", data={"filter": WON}).status_code == 403
    assert boris.delete("/views/1").status_code == 403
    assert anna.put("/views/1", data={"name": "Ours", "shared": "1"}).status_code == 303
    assert rows(cast, SavedView)[0].name == "Ours"
    assert anna.delete("/views/1").status_code == 303
    assert "Ours" not in magda.get("/deals/list").text


def test_a_list_opens_with_the_view_that_its_member_chose(boris: TestClient, magda: TestClient, cast: Cast) -> None:
    cast.deal(title="Won one", status="won")
    cast.deal(title="Open one")
    magda.post("/deals/views", data={"name": "Won", "filter": WON, "shared": "1"})
    for _twice in range(2):
        boris.post("/views/1/opening")
    assert len(rows_of_default(cast)) == 1
    assert _names(boris.get("/deals/list").text) == ["Won one"]
    assert _names(magda.get("/deals/list").text) == ["Open one"]
    assert _names(boris.get("/deals/list?view=0").text) == ["Open one", "Won one"]
    boris.delete("/views/1/opening")
    assert _names(boris.get("/deals/list").text) == ["Open one"]
    boris.post("/views/1/opening")
    magda.delete("/views/1")
    assert _names(boris.get("/deals/list").text) == ["Open one"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "Fill in “Name”"),
        ({"name": "x" * 300}, "300 characters"),
        ({"name": "Taken"}, "There is a view of this name already"),
        ({"name": "New", "columns": "title,nonsense"}, "There is no field “nonsense” here"),
        ({"name": "New", "sort": "-nonsense"}, "There is no field “nonsense” here"),
        ({"name": "New", "filter": '{"all": [{"field": "gone", "op": "filled"}]}'}, "There is no field “gone” here"),
    ],
)
def test_what_cannot_be_kept_is_told(boris: TestClient, cast: Cast, sent: dict[str, str], field: str) -> None:
    boris.post("/deals/views", data={"name": "Taken"})
    refused = boris.post("/deals/views", data=sent, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert field in refused.text
    assert len(rows(cast, SavedView)) == 1


def test_a_view_of_another_kind_opens_no_list(boris: TestClient, cast: Cast) -> None:
    boris.post("/companies/views", data={"name": "Companies"})
    cast.deal(title="Here")
    assert _names(boris.get("/deals/list?view=1").text) == ["Here"]


def rows_of_default(cast: Cast) -> list[object]:
    """Who opens which list with which view."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.query(DefaultView))


def _names(html: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', html)
