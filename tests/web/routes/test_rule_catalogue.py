"""The catalogue of triggers and actions, and rules that are begun from it."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/rules/catalogue"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def shown(page: str) -> set[str]:
    """The keys of what is not hidden."""
    rows = re.findall(r'<li data-narrow-item="[^"]*"( hidden)?>.*?(?:on|do)=(\w+)', page, re.DOTALL)
    return {key for hidden, key in rows if not hidden}


@pytest.mark.row("B4")
def test_it_is_searched_by_its_address_alone(anna: TestClient) -> None:
    everything = shown(anna.get(URL).text)
    assert {"stage_entered", "created", "create_task", "finish_deal"} <= everything
    assert shown(anna.get(URL, params={"q": "task under step"}).text) == {"create_task"}
    nothing = anna.get(URL, params={"q": "<b>\x00'"})
    assert shown(nothing.text) == set()
    assert "<b>" not in nothing.text.partition("<main")[2]


@pytest.mark.row("S51")
def test_a_kind_is_offered_its_own_alone(anna: TestClient) -> None:
    of_tasks = shown(anna.get(URL, params={"kind": "task"}).text)
    assert "task_done" in of_tasks
    assert not {"finish_deal", "stage_entered"} & of_tasks
    assert shown(anna.get(URL, params={"kind": "no such kind"}).text) > of_tasks


def test_a_rule_begins_with_what_was_chosen(anna: TestClient) -> None:
    with_trigger = anna.get("/rules/new", params={"kind": "task", "on": "task_done"}).text
    assert re.search(r'<option value="task_done" selected', with_trigger)
    with_action = anna.get("/rules/new", params={"kind": "deal", "do": "create_task"}).text
    assert '<input type="hidden" name="a0.do" value="create_task">' in with_action
    other = anna.get("/rules/new", params={"kind": "task", "do": "finish_deal", "on": "no such"}).text
    assert "a0.do" not in other


def test_without_scripts_the_editors_catalogue_is_searched_by_a_button(anna: TestClient) -> None:
    form = {
        "mode": "instant",
        "kind": "deal",
        "kind_was": "deal",
        "t.on": "created",
        "do": "find",
        "find": "start project",
    }
    page = anna.post("/rules", data=form).text
    found = re.findall(r'<li data-narrow-item="[^"]*"( hidden)?>.*?action-add:(\w+)', page, re.DOTALL)
    assert {key for hidden, key in found if not hidden} == {"start_project"}
    assert 'value="start project"' in page
