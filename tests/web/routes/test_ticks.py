"""Ticking in the browser: the answer names the nodes it changes, a refused tick asks for what it lacks."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.processes import Step
from tests.cast import Cast
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_tick_answers_with_the_checklist(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    answer = anna.post(f"/deals/{deal}/steps/{cast.steps[0]}/tick", headers=HTMX)
    assert answer.status_code == 200
    assert 'id="checklist"' in answer.text
    assert "1 of 9 steps done" in answer.text
    assert cast.ticked(deal) == {cast.steps[0]}


def test_without_scripts_a_tick_leads_back_to_the_deal(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    answer = anna.post(f"/deals/{deal}/steps/{cast.steps[0]}/tick")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/deals/{deal}")


def test_a_form_unticks_by_its_hidden_method(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    url = f"/deals/{deal}/steps/{cast.steps[0]}/tick"
    anna.post(url)
    anna.post(url, data={"_method": "DELETE"})
    assert cast.ticked(deal) == set()


def test_a_bound_step_asks_for_its_field_and_saves_both_in_one_go(anna: TestClient, cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal()
    url = f"/deals/{deal}/steps/{cast.steps[0]}/tick"
    asked = anna.post(url, headers=HTMX)
    assert (asked.status_code, asked.headers["hx-retarget"]) == (422, "#dialog")
    assert 'name="value"' in asked.text
    assert cast.ticked(deal) == set()
    wrong = anna.post(url, data={"asked": "1", "value": "a lot"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "Enter a number." in wrong.text
    assert 'value="a lot"' in wrong.text
    assert anna.post(url, data={"asked": "1", "value": "5"}, headers=HTMX).status_code == 200
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_step_that_needs_a_note_asks_for_it(anna: TestClient, cast: Cast) -> None:
    step = cast.put(_step_with_note(cast))
    deal = cast.deal()
    url = f"/deals/{deal}/steps/{step}/tick"
    assert 'name="note"' in anna.post(url, headers=HTMX).text
    anna.post(url, data={"asked": "1", "note": "<b>Agreed</b> by phone"}, headers=HTMX)
    assert cast.ticked(deal) == {step}
    why = anna.get(f"/deals/{deal}/steps/{step}").text
    assert "&lt;b&gt;Agreed&lt;/b&gt; by phone" in why


def test_without_scripts_the_question_is_a_page(anna: TestClient, cast: Cast) -> None:
    step = cast.put(_step_with_note(cast))
    answer = anna.post(f"/deals/{cast.deal()}/steps/{step}/tick")
    assert answer.status_code == 422
    assert "<html" in answer.text
    assert 'name="note"' in answer.text


def _step_with_note(cast: Cast) -> Step:
    return Step(
        process_id=cast.process_id, stage_id=cast.stages[0], name="Call the client", position=9, needs_note=True
    )
