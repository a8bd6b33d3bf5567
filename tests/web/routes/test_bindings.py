"""The panel of process automations, its wizard and its editor."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.fields import delete_field
from stepmark.commands.process_steps import update_step
from stepmark.commands.ticks import tick_step
from tests.cast import Cast
from tests.commands.test_bindings import bind, put_on_plan, row_of
from tests.support.statements import statements_of
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.mark.row("L11")
def test_the_panel_lists_active_and_inactive_ones(anna: TestClient, cast: Cast) -> None:
    bind(cast, name="On", active=True)
    bind(cast, "company", 1, name="Off")
    page = anna.get("/bindings").text
    assert switches(page) == {"Active: On": "true", "Active: Off": "false"}
    assert 'href="/bindings/new"' in page


@pytest.mark.row("L19")
@pytest.mark.parametrize(("plan", "shown"), [("starter", "1 of 5 active"), ("enterprise", "1 active")])
def test_the_use_of_the_plan_stands_beside_create_new(anna: TestClient, cast: Cast, plan: str, shown: str) -> None:
    put_on_plan(cast, plan)
    bind(cast, active=True)
    head = anna.get("/bindings").text.split("<main", 1)[1].split('class="content', 1)[0]
    assert shown in head
    assert "Create new" in head


def test_the_panel_asks_the_database_as_often_for_ten_as_for_one(anna: TestClient, cast: Cast) -> None:
    bind(cast)
    anna.get("/bindings")
    with statements_of(cast.database) as one:
        anna.get("/bindings")
    for number in range(1, 8):
        bind(cast, f"custom.field_{number}", number, active=True)
    with statements_of(cast.database) as many:
        anna.get("/bindings")
    assert (len(one), len(many)) == (len(many), len(one))


@pytest.mark.row("L12", "L13", "L17")
def test_the_wizard_leads_from_the_field_to_its_effect(anna: TestClient, cast: Cast) -> None:
    cast.field("budget")
    first = anna.get("/bindings/new").text
    assert "Next: define effect" in first
    assert choices(first, "field") == {"company": True, "contact": True, "source": True, "custom.budget": True}
    second = anna.get("/bindings/new/effect", params={"name": "Money", "field": "custom.budget"}).text
    assert set(choices(second, "step_id")) == {str(step) for step in cast.steps}
    data = {"name": "Money", "field": "custom.budget", "process_id": cast.process_id, "step_id": cast.steps[0]}
    saved = anna.post("/bindings", data=data)
    assert saved.status_code == 303
    editor = anna.get(saved.headers["location"]).text
    assert switches(editor) == {"Active: Money": "false"}


def test_without_a_field_the_wizard_does_not_go_on(anna: TestClient, cast: Cast) -> None:
    answer = anna.get("/bindings/new/effect", params={"name": "Money"})
    assert answer.status_code == 422
    assert "Choose a field." in answer.text
    assert 'value="Money"' in answer.text


def test_used_sides_are_greyed_and_say_by_what(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast, name="Where from")
    first = anna.get("/bindings/new").text
    assert choices(first, "field")["source"] is False
    assert f'<a href="/bindings/{binding}">Where from</a>' in first
    second = anna.get("/bindings/new/effect", params={"field": "company"}).text
    assert choices(second, "step_id")[str(cast.steps[0])] is False
    assert f'<a href="/bindings/{binding}">Where from</a>' in second


@pytest.mark.row("L16")
def test_steps_that_need_more_than_a_tick_are_greyed_with_the_reason(anna: TestClient, cast: Cast) -> None:
    cast.run(update_step, cast.steps[0], {"needs_note": True})
    cast.run(update_step, cast.steps[1], {"task_template": {"title": "Call back"}})
    page = anna.get("/bindings/new/effect", params={"field": "company"}).text
    assert [choices(page, "step_id")[str(step)] for step in cast.steps[:3]] == [False, False, True]
    assert "needs a note" in page
    assert "makes a task" in page


@pytest.mark.row("L14", "L15")
def test_another_process_shows_its_own_steps(anna: TestClient, cast: Cast) -> None:
    part = anna.get("/bindings/steps", params={"process_id": cast.process_id}, headers=HTMX).text
    assert set(choices(part, "step_id")) == {str(step) for step in cast.steps}
    assert "<html" not in part


def test_a_side_that_was_taken_meanwhile_is_refused_beside_its_field(anna: TestClient, cast: Cast) -> None:
    bind(cast, name="Faster")
    for data in ({"field": "source", "step_id": cast.steps[1]}, {"field": "company", "step_id": cast.steps[0]}):
        answer = anna.post("/bindings", data={"name": "Slower", **data})
        assert answer.status_code == 409
        assert "Faster" in answer.text
        assert 'value="Slower"' in answer.text


def test_the_editor_saves_name_and_sides(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast)
    form = {"_method": "PATCH", "version": 1, "name": "Firm", "field": "company", "step_id": cast.steps[3]}
    assert anna.post(f"/bindings/{binding}", data=form).status_code == 303
    row = row_of(cast, binding)
    assert (row.name, row.binding.field, row.step.id) == ("Firm", "company", cast.steps[3])
    stale = anna.post(f"/bindings/{binding}", data={**form, "name": "Stale"})
    assert stale.status_code == 409
    assert row_of(cast, binding).name == "Firm"


def test_a_broken_one_is_listed_with_what_is_missing_and_can_still_be_renamed(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast, "custom.budget")
    cast.run(delete_field, row_of(cast, binding).binding.custom_field_id)
    page = anna.get("/bindings").text
    assert "The field “Budget” was deleted." in page
    assert switches(page) == {}
    form = {"_method": "PATCH", "name": "To be mended", "step_id": cast.steps[0]}
    assert anna.post(f"/bindings/{binding}", data=form).status_code == 303
    mended = {**form, "field": "source"}
    assert anna.post(f"/bindings/{binding}", data=mended).status_code == 303
    assert (row_of(cast, binding).name, row_of(cast, binding).broken) == ("To be mended", None)


def test_deals_that_miss_the_field_are_counted_and_listed(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal(title="Hotel <Baltica>")
    cast.run(tick_step, deal, cast.steps[0])
    binding = bind(cast, active=True)
    assert "Field missing on 1 deal" in anna.get("/bindings").text
    listed = anna.get(f"/bindings/{binding}/missing").text
    assert f'<a href="/deals/{deal}">Hotel &lt;Baltica&gt;</a>' in listed


def test_deleting_asks_first(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast)
    asked = anna.get(f"/bindings/{binding}/deletion", headers=HTMX)
    assert asked.headers["hx-retarget"] == "#dialog"
    assert "Ticks on deals stay" in asked.text
    assert "<html" in anna.get(f"/bindings/{binding}/deletion").text
    assert anna.post(f"/bindings/{binding}", data={"_method": "DELETE"}).headers["location"] == "/bindings"
    assert anna.get(f"/bindings/{binding}").status_code == 404


@pytest.mark.parametrize("who", ["magda", "boris", "viktor"])
def test_others_than_administrators_are_turned_away(app: FastAPI, cast: Cast, who: str) -> None:
    binding = bind(cast)
    client = signed_in(app, cast, getattr(cast, who))
    for path in ("", "/new", "/new/effect", "/steps", *(f"/{binding}{each}" for each in ("", "/deletion", "/backlog"))):
        assert client.get(f"/bindings{path}").status_code == 403
    for path in ("", f"/{binding}/activation", f"/{binding}/backlog"):
        assert client.post(f"/bindings{path}").status_code == 403
    assert 'href="/bindings"' not in client.get("/deals").text


def test_a_stranger_finds_none(app: FastAPI, cast: Cast) -> None:
    binding = bind(cast)
    clara = signed_in(app, cast, cast.clara)
    for path in ("", "/deletion", "/backlog", "/missing"):
        assert clara.get(f"/bindings/{binding}{path}").status_code == 404
    assert clara.post(f"/bindings/{binding}/activation").status_code == 404
    assert clara.post(f"/bindings/{binding}", data={"_method": "DELETE"}).status_code == 404
    assert row_of(cast, binding).binding.active is False


def switches(html: str) -> dict[str, str]:
    """The switches of a page with their states."""
    found = re.findall(r'role="switch"\s+aria-checked="(true|false)"\s+aria-label="([^"]+)"', html)
    return {label: state for state, label in found}


def choices(html: str, name: str) -> dict[str, bool]:
    """The values of a group of radio buttons, and whether each may be chosen."""
    inputs = re.findall(rf'<input type="radio"[^>]*name="{name}"[^>]*>', html)
    return {re.findall(r'value="([^"]*)"', each)[0]: " disabled" not in each for each in inputs}
