"""Steps in the editor of a process: nothing gets stricter for open deals before it was shown."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from stepmark.commands.process_steps import update_step
from stepmark.commands.tasks import add_task_to_step
from tests.cast import Cast
from tests.support.processes import is_active, names, step
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_step_is_added_by_its_name(anna: TestClient, cast: Cast) -> None:
    answer = anna.post(f"/stages/{cast.stages[0]}/steps", data={"name": "Call"}, headers=HTMX)
    assert names(cast)["Discovery"][-1] == "Call"
    assert f'hx-target="#add-{cast.stages[0]}"' in answer.text


def test_all_that_can_be_said_is_saved(anna: TestClient, cast: Cast) -> None:
    answer = _save(
        anna,
        cast.steps[0],
        name="Call",
        guidance="Ask.\nListen.",
        required="1",
        needs_note="1",
        **{"task_template.title": "Mail", "task_template.type": "mail", "task_template.due_in_days": "3"},
    )
    assert answer.status_code == 200
    saved = step(cast, cast.steps[0])
    assert (saved.name, saved.guidance, saved.required, saved.needs_note) == ("Call", "Ask.\nListen.", True, True)
    assert saved.task_template == {"title": "Mail", "type": "mail", "due_in_days": 3}
    _save(anna, cast.steps[0], name="Call", version="2")
    laxer = step(cast, cast.steps[0])
    assert (laxer.required, laxer.needs_note, laxer.task_template) == (False, False, None)


def test_what_open_deals_and_bindings_would_feel_is_shown_first(anna: TestClient, cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.run(add_task_to_step, cast.deal(), cast.steps[0], {"title": "Thank them"})
    asked = _save(anna, cast.steps[0], name="Call", required="1", needs_note="1")
    assert (asked.status_code, asked.headers["hx-retarget"]) == (422, "#dialog")
    for words in (
        "1 open deal has not ticked",
        "will be switched off",
        "1 open task hangs",
        "Save anyway",
        'value="Call"',
    ):
        assert words in asked.text
    assert not step(cast, cast.steps[0]).required
    _save(anna, cast.steps[0], name="Call", required="1", needs_note="1", confirmed="required binding tasks")
    assert step(cast, cast.steps[0]).required
    assert not is_active(cast, binding)


def test_a_confirmation_holds_only_for_what_was_shown(anna: TestClient, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    cast.deal()
    asked = _save(anna, cast.steps[0], name="Call", required="1", needs_note="1", confirmed="required")
    assert asked.status_code == 422
    assert "will be switched off" in asked.text


def test_wrong_input_is_shown_beside_its_field(anna: TestClient, cast: Cast) -> None:
    data = {"task_template.title": "Mail", "task_template.due_in_days": "soon"}
    answer = _save(anna, cast.steps[0], name="", **data)
    assert answer.status_code == 422
    assert 'href="#f-task_template.due_in_days"' in answer.text
    assert "Enter a name." in answer.text
    assert 'value="soon"' in answer.text


def test_a_clash_shows_what_somebody_else_saved(anna: TestClient, cast: Cast) -> None:
    cast.run(update_step, cast.steps[0], {"name": "Ring"})
    clash = _save(anna, cast.steps[0], name="Call", version="1")
    assert clash.status_code == 409
    assert "Meanwhile somebody saved “Ring”." in clash.text
    assert _save(anna, cast.steps[0], name="Call", version="2").status_code == 200


def test_a_step_is_dragged_and_moved_by_the_form(anna: TestClient, cast: Cast) -> None:
    url = f"/steps/{cast.steps[0]}/place"
    anna.post(url, data={"_method": "PUT", "container": str(cast.stages[1]), "position": "1"}, headers=HTMX)
    assert names(cast)["Proposal"] == ["Proposal 1", "Discovery 1", "Proposal 2", "Proposal 3"]
    anna.post(url, data={"_method": "PUT", "container": str(cast.stages[1]), "position": ""}, headers=HTMX)
    assert names(cast)["Proposal"][-1] == "Discovery 1"
    assert anna.post(url, data={"_method": "PUT"}, headers=HTMX).status_code == 422


def test_deleting_shows_what_depends_on_it_and_can_be_taken_back(anna: TestClient, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    cast.run(add_task_to_step, cast.deal(source="Website"), cast.steps[0], {"title": "Thank them"})
    url = f"/steps/{cast.steps[0]}/deletion"
    asked = anna.get(url, headers=HTMX).text
    for words in ("Source ↔ Discovery 1", "1 open deal has it ticked", "1 open task hangs on it"):
        assert words in asked
    deleted = anna.post(url, headers=HTMX).text
    assert "Deleted steps and stages" in deleted
    assert f'id="step-{cast.steps[0]}"' not in deleted
    assert f'id="step-{cast.steps[0]}"' in anna.post(url, data={"_method": "DELETE"}, headers=HTMX).text


def _save(client: TestClient, step_id: int, **values: Any) -> Response:
    return client.post(f"/steps/{step_id}", data={"_method": "PATCH", "version": "1", **values}, headers=HTMX)
