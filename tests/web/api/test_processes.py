"""Processes, stages and steps for programs."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.processes import deal, is_active, names
from tests.support.statements import statements_of

URL = "/api/v1/processes"
RENEWAL = {
    "name": "Renewal",
    "stages": [
        {"name": "Ask", "steps": [{"name": "Call", "required": True}, {"name": "Send terms", "needs_note": True}]},
        {"name": "Sign"},
    ],
}


def test_a_process_is_made_whole_and_read_as_it_was_made(anna: TestClient) -> None:
    made = anna.post(URL, json=RENEWAL)
    assert made.status_code == 201
    shape = made.json()
    assert [(stage["name"], [step["name"] for step in stage["steps"]]) for stage in shape["stages"]] == [
        ("Ask", ["Call", "Send terms"]),
        ("Sign", []),
    ]
    call = shape["stages"][0]["steps"][0]
    assert call.items() >= {"name": "Call", "required": True, "needs_note": False, "task_template": None}.items()
    assert anna.get(f"{URL}/{shape['id']}").json() == shape


def test_a_new_process_takes_deals(anna: TestClient) -> None:
    process = anna.post(URL, json=RENEWAL).json()
    made = anna.post("/api/v1/deals", json={"title": "ACME", "process_id": process["id"]}).json()
    assert made["stage_id"] == process["stages"][0]["id"]


def test_the_list_comes_in_pages_at_a_constant_price(anna: TestClient, cast: Cast) -> None:
    anna.get(URL)
    with statements_of(anna.app.state.database) as one:  # type: ignore[attr-defined]  # the app behind the client
        anna.get(URL)
    for name in ("Second", "Third"):
        anna.post(URL, json={**RENEWAL, "name": name})
    with statements_of(anna.app.state.database) as three:  # type: ignore[attr-defined]  # the app behind the client
        assert [each["name"] for each in anna.get(URL).json()["items"]] == [
            "New business", "Enquiries", "Second", "Third",
        ]  # fmt: skip
    assert len(three) == len(one)
    first = anna.get(URL, params={"limit": 3}).json()
    rest = anna.get(URL, params={"limit": 3, "after": first["next"]}).json()
    assert [each["name"] for each in rest["items"]] == ["Third"]
    assert rest["next"] is None


def test_the_whole_shape_is_changed_at_once(anna: TestClient, cast: Cast) -> None:
    stages: list[dict[str, Any]] = [{"id": stage["id"]} for stage in _process(anna, cast)["stages"]]
    stages[0]["name"] = "Lead"
    body = {"name": "Sales", "stages": [{"name": "Payment", "steps": [{"name": "Invoice"}]}, *reversed(stages)]}
    changed = anna.patch(f"{URL}/{cast.process_id}", json=body)
    assert changed.status_code == 200
    assert list(names(cast)) == ["Payment", "Contract", "Proposal", "Lead"]
    assert names(cast)["Payment"] == ["Invoice"]
    refused = anna.patch(f"{URL}/{cast.process_id}", json={"stages": stages})
    assert (refused.status_code, refused.json()["field"]) == (422, "stages")


def test_an_old_etag_is_a_conflict_for_process_stage_and_step(anna: TestClient, cast: Cast) -> None:
    for url in (f"{URL}/{cast.process_id}", f"/api/v1/stages/{cast.stages[0]}", f"/api/v1/steps/{cast.steps[0]}"):
        old = {"If-Match": anna.get(url).headers["ETag"]}
        assert anna.patch(url, json={"name": "Changed"}, headers=old).json()["name"] == "Changed"
        for answer in (anna.patch(url, json={"name": "Again"}, headers=old), anna.delete(url, headers=old)):
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


def test_a_process_with_deals_stays_and_an_empty_one_goes_and_returns(anna: TestClient, cast: Cast) -> None:
    made = cast.deal()
    refused = anna.delete(f"{URL}/{cast.process_id}")
    assert (refused.status_code, refused.json()["type"], refused.json()["deals"]) == (409, "/problems/in-use", 1)
    anna.delete(f"/api/v1/deals/{made}")
    assert anna.delete(f"{URL}/{cast.process_id}").status_code == 204
    assert anna.get(f"{URL}/{cast.process_id}").status_code == 404
    assert anna.get(f"/api/v1/steps/{cast.steps[0]}").status_code == 404
    restored = anna.post(f"{URL}/{cast.process_id}/restore")
    assert (restored.status_code, len(restored.json()["stages"])) == (200, 3)


def test_a_stage_is_made_changed_deleted_and_restored(anna: TestClient, cast: Cast) -> None:
    made = anna.post(f"{URL}/{cast.process_id}/stages", json={"name": "Payment", "position": 0})
    assert (made.status_code, made.json()["steps"]) == (201, [])
    url = f"/api/v1/stages/{made.json()['id']}"
    anna.patch(url, json={"name": "Invoice", "position": 3})
    assert list(names(cast)) == ["Discovery", "Proposal", "Contract", "Invoice"]
    assert anna.delete(url).status_code == 204
    assert anna.get(url).status_code == 404
    assert anna.post(f"{url}/restore").json()["name"] == "Invoice"
    assert list(names(cast))[-1] == "Invoice"


def test_a_stage_says_what_depends_on_it_and_its_deals_move(anna: TestClient, cast: Cast) -> None:
    binding, one = cast.bind("source", cast.steps[0]), cast.deal()
    url = f"/api/v1/stages/{cast.stages[0]}"
    assert anna.get(f"{url}/usage").json() == {"deals": 1, "steps": 3, "binding_ids": [binding]}
    refused = anna.delete(url)
    assert (refused.status_code, refused.json()["field"]) == (409, "move_to")
    assert anna.delete(url, params={"move_to": cast.stages[0]}).status_code == 422
    assert anna.delete(url, params={"move_to": cast.stages[1]}).status_code == 204
    assert deal(cast, one).stage_id == cast.stages[1]


def test_a_step_is_made_changed_moved_deleted_and_restored(anna: TestClient, cast: Cast) -> None:
    template = {"title": "Call back", "type": "call", "due_in_days": 2}
    made = anna.post(f"/api/v1/stages/{cast.stages[0]}/steps", json={"name": "Call", "task_template": template})
    assert (made.status_code, made.json()["task_template"]) == (201, template)
    url = f"/api/v1/steps/{made.json()['id']}"
    assert anna.get(url).json() == made.json()
    body = {"task_template": None, "required": True, "stage_id": cast.stages[1], "position": 0}
    changed = anna.patch(url, json=body).json()
    assert (changed["task_template"], changed["required"], changed["name"]) == (None, True, "Call")
    assert names(cast)["Proposal"][0] == "Call"
    assert anna.delete(url).status_code == 204
    assert anna.get(url).status_code == 404
    assert anna.post(f"{url}/restore").json()["id"] == made.json()["id"]


def test_a_step_says_what_depends_on_it_and_breaks_its_binding(anna: TestClient, cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.deal(source="Website")
    cast.deal()
    url = f"/api/v1/steps/{cast.steps[0]}"
    assert anna.get(f"{url}/usage").json() == {"binding_id": binding, "ticked": 1, "tasks": 0, "held": 1}
    anna.patch(url, json={"needs_note": True})
    assert not is_active(cast, binding)
    assert anna.get(f"/api/v1/bindings/{binding}").json()["broken"] == "step-needs-note"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (URL, {"name": ""}, "name"),
        (URL, {"name": " "}, "name"),
        (URL, {}, "name"),
        (URL, {"name": "P", "stages": "S"}, "stages"),
        (URL, {"name": "P", "stages": [{"name": "S", "id": 1}]}, "stages.0.id"),
        (URL, {"name": "P", "stages": [{"name": "S", "steps": [{}]}]}, "stages.0.steps.0.name"),
        (URL, {"name": "P", "colour": "red"}, "colour"),
        (URL + "/{process}/stages", {"name": "S", "position": -1}, "position"),
        ("/api/v1/stages/{stage}/steps", {"name": "x" * 201}, "name"),
        ("/api/v1/stages/{stage}/steps", {"name": "S", "required": "yes"}, "required"),
        ("/api/v1/stages/{stage}/steps", {"name": "S", "task_template": {"title": ""}}, "task_template.title"),
        (
            "/api/v1/stages/{stage}/steps",
            {"name": "S", "task_template": {"title": "T", "type": "x"}},
            "task_template.type",
        ),
    ],
)
def test_what_can_t_be_taken_is_named(
    anna: TestClient, cast: Cast, path: str, body: dict[str, Any], field: str
) -> None:
    answer = anna.post(path.format(process=cast.process_id, stage=cast.stages[0]), json=body)
    assert (answer.status_code, answer.json()["type"], answer.json()["field"]) == (422, "/problems/invalid", field)


def test_everybody_reads_and_only_administrators_change(viktor: TestClient, boris: TestClient, cast: Cast) -> None:
    urls = (f"{URL}/{cast.process_id}", f"/api/v1/stages/{cast.stages[0]}", f"/api/v1/steps/{cast.steps[0]}")
    for url in urls:
        assert viktor.get(url).status_code == 200
        assert boris.patch(url, json={"name": "Mine"}).status_code == 403
        assert boris.delete(url).status_code == 403
    assert boris.post(URL, json=RENEWAL).status_code == 403


def test_strangers_find_nothing(clara: TestClient, cast: Cast) -> None:
    assert clara.get(URL).json()["items"] == []
    for url in (f"{URL}/{cast.process_id}", f"/api/v1/stages/{cast.stages[0]}", f"/api/v1/steps/{cast.steps[0]}"):
        assert clara.get(url).status_code == 404
        assert clara.patch(url, json={"name": "Mine"}).status_code == 404
        assert clara.delete(url).status_code == 404
        assert clara.post(f"{url}/restore").status_code == 404


def _process(client: TestClient, cast: Cast) -> dict[str, Any]:
    shape: dict[str, Any] = client.get(f"{URL}/{cast.process_id}").json()
    return shape
