"""Switching automations on and off, and ticking older deals."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.commands.test_bindings import bind, put_on_plan, row_of
from tests.support.web import signed_in
from tests.web.routes.test_bindings import HTMX, switches


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_switch_answers_with_the_panel_and_the_plans_use(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast, name="Where from")
    answer = anna.post(f"/bindings/{binding}/activation", data={"where": "panel"}, headers=HTMX)
    assert switches(answer.text) == {"Active: Where from": "true"}
    assert "1 active" in answer.text
    assert "<dialog" not in answer.text


def test_the_editors_switch_answers_with_itself(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast, name="Where from", active=True)
    data = {"where": "editor", "_method": "DELETE"}
    answer = anna.post(f"/bindings/{binding}/activation", data=data, headers=HTMX)
    assert switches(answer.text) == {"Active: Where from": "false"}
    assert 'id="bindings"' not in answer.text


@pytest.mark.row("L20")
def test_beyond_the_plan_the_switch_bounces_with_a_message(anna: TestClient, cast: Cast) -> None:
    put_on_plan(cast, "free")
    bind(cast, active=True)
    second = bind(cast, "company", 1)
    answer = anna.post(f"/bindings/{second}/activation", headers=HTMX)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (422, "#toasts")
    assert "allows 1 active automation" in answer.text
    assert not row_of(cast, second).binding.active


def test_activation_offers_to_tick_what_was_filled_before(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=f"Deal {number:02}", source="Referral") for number in range(21)]
    binding = bind(cast)
    offer = anna.post(f"/bindings/{binding}/activation", headers=HTMX).text
    assert "<dialog" in offer
    assert "21 deals have “Source” filled and “Discovery 1” open" in offer
    assert "Deal 19" in offer
    assert "Deal 20" not in offer
    assert "and 1 more" in offer
    assert cast.ticked(deals[0]) == set()
    assert anna.post(f"/bindings/{binding}/backlog").status_code == 303
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in deals)
    assert "The step is ticked on 21 deals." in anna.get("/bindings").text


def test_without_scripts_the_offer_is_a_page(anna: TestClient, cast: Cast) -> None:
    cast.deal(source="Referral")
    binding = bind(cast)
    answer = anna.post(f"/bindings/{binding}/activation", data={"where": "panel"})
    assert answer.headers["location"] == f"/bindings/{binding}/backlog"
    page = anna.get(answer.headers["location"]).text
    assert "Tick 1 deal" in page
    assert "<html" in page
    data = {"where": "editor", "_method": "DELETE"}
    assert anna.post(f"/bindings/{binding}/activation", data=data).headers["location"] == f"/bindings/{binding}"


def test_an_inactive_automation_has_nothing_to_tick(anna: TestClient, cast: Cast) -> None:
    cast.deal(source="Referral")
    binding = bind(cast)
    assert "Switch this automation on first" in anna.get(f"/bindings/{binding}/backlog", headers=HTMX).text
    assert anna.post(f"/bindings/{binding}/backlog").status_code == 422
