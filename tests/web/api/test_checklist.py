"""The checklist over HTTP: ticks, what they ask for, why they stand, and tasks under steps."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.processes import Step
from tests.cast import Cast


def _steps(checklist: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {step["id"]: step for stage in checklist["stages"] for step in stage["steps"]}


def _need_note(cast: Cast, step_id: int) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Step, step_id).needs_note = True
        session.commit()


def _path(deal: int, step: int, what: str = "tick") -> str:
    return f"/api/v1/deals/{deal}/steps/{step}/{what}"


def test_a_fresh_checklist_lists_every_stage_and_step_open(cast: Cast, anna: TestClient) -> None:
    shown = anna.get(f"/api/v1/deals/{cast.deal()}/checklist").json()
    assert shown["progress"] == {"ticked": 0, "total": 9}
    assert [stage["id"] for stage in shown["stages"]] == cast.stages
    step = shown["stages"][0]["steps"][0]
    assert (step["ticked"], step["ticked_at"], step["ticked_by"], step["cause"]) == (False, None, None, None)
    assert (step["waits_for"], step["tasks"]) == ([], [])


def test_a_tick_answers_with_the_checklist_and_says_who(cast: Cast, boris: TestClient) -> None:
    deal = cast.deal(by=cast.boris)
    answer = boris.put(_path(deal, cast.steps[0]))
    assert answer.status_code == 200
    assert answer.json()["progress"] == {"ticked": 1, "total": 9}
    step = _steps(answer.json())[cast.steps[0]]
    assert step["ticked_by"] == {"id": cast.boris.member_id, "name": "Boris Lem"}
    assert step["cause"] == {"kind": "person", "name": "Boris Lem"}
    assert step["ticked_at"].endswith("Z")


def test_ticking_and_unticking_twice_change_nothing_more(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    once, twice = (anna.put(_path(deal, cast.steps[0]), json={}) for _ in range(2))
    assert once.json() == twice.json()
    for _ in range(2):
        gone = anna.delete(_path(deal, cast.steps[0]))
        assert (gone.status_code, gone.json()["progress"]["ticked"]) == (200, 0)


def test_a_step_that_needs_a_note_asks_for_it(cast: Cast, anna: TestClient) -> None:
    _need_note(cast, cast.steps[0])
    deal = cast.deal()
    assert _steps(anna.get(f"/api/v1/deals/{deal}/checklist").json())[cast.steps[0]]["waits_for"] == ["note"]
    refused = anna.put(_path(deal, cast.steps[0]), json={})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/note-required")
    ticked = anna.put(_path(deal, cast.steps[0]), json={"note": "They said yes"})
    assert _steps(ticked.json())[cast.steps[0]]["note"] == "They said yes"


def test_a_bound_step_asks_for_its_field_and_takes_it_with_the_tick(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal()
    shown = _steps(anna.get(f"/api/v1/deals/{deal}/checklist").json())[cast.steps[0]]
    assert (shown["waits_for"], shown["bound_to"]) == (["field:budget"], "custom.budget")
    refused = anna.put(_path(deal, cast.steps[0]), json={})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/field-required")
    assert refused.json()["field"] == "custom.budget"
    assert _steps(anna.put(_path(deal, cast.steps[0]), json={"value": 0}).json())[cast.steps[0]]["ticked"]
    assert anna.get(f"/api/v1/deals/{deal}").json()["custom"] == {"budget": 0}


def test_a_filled_field_is_named_as_the_cause(cast: Cast, anna: TestClient) -> None:
    cast.field("budget", label="Budget in euros")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(custom__budget=5)
    step = _steps(anna.get(f"/api/v1/deals/{deal}/checklist").json())[cast.steps[0]]
    assert step["cause"]["kind"] == "field"
    assert (step["cause"]["field"], step["cause"]["name"]) == ("custom.budget", "Budget in euros")


def test_finished_tasks_are_named_as_the_cause(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    task = anna.post(_path(deal, cast.steps[0], "tasks"), json={"title": "Call"}).json()
    step = _steps(anna.get(f"/api/v1/deals/{deal}/checklist").json())[cast.steps[0]]
    assert (step["waits_for"], [each["id"] for each in step["tasks"]]) == (["tasks"], [task["id"]])
    anna.patch(f"/api/v1/tasks/{task['id']}", json={"done": True})
    step = _steps(anna.get(f"/api/v1/deals/{deal}/checklist").json())[cast.steps[0]]
    assert (step["cause"]["kind"], step["tasks"][0]["done"]) == ("tasks", True)


def test_a_fourth_task_finds_no_place(cast: Cast, anna: TestClient) -> None:
    path = _path(cast.deal(), cast.steps[0], "tasks")
    assert [anna.post(path, json={"title": "Call"}).status_code for _ in range(3)] == [201, 201, 201]
    refused = anna.post(path, json={"title": "Call"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/step-limit")


def test_a_steps_task_does_not_go_to_another_deal(cast: Cast, anna: TestClient) -> None:
    deal, other = cast.deal(), cast.deal()
    path = _path(deal, cast.steps[0], "tasks")
    assert anna.post(path, json={"title": "Call", "deal_id": other}).json()["field"] == "deal_id"
    assert anna.post(path, json={"title": "Call", "deal_id": deal}).status_code == 201


@pytest.mark.parametrize("what", ["tick", "tasks"])
@pytest.mark.parametrize("step", [0, 999999, 2**63])
def test_a_step_of_no_process_of_the_deals_does_not_exist(cast: Cast, anna: TestClient, what: str, step: int) -> None:
    method = "PUT" if what == "tick" else "POST"
    answer = anna.request(method, _path(cast.deal(), step, what), json={} if what == "tick" else {"title": "x"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("body", [{"nonsense": 1}, {"note": 5}, {"note": "x" * 20_000}, []])
def test_a_tick_takes_a_note_and_a_value_and_nothing_else(cast: Cast, anna: TestClient, body: Any) -> None:
    deal = cast.deal()
    assert anna.put(_path(deal, cast.steps[0]), json=body).json()["type"] == "/problems/invalid"
    assert cast.ticked(deal) == set()
