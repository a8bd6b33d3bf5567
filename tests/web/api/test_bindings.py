"""Bindings for programs."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.fields import delete_field
from tests.cast import Cast
from tests.commands.test_bindings import bind, put_on_plan, row_of
from tests.support.web import api_client

URL = "/api/v1/bindings"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """A program with Anna's token."""
    return api_client(app, cast, cast.anna)


def test_a_binding_is_made_inactive_and_read_back(anna: TestClient, cast: Cast) -> None:
    cast.field("budget")
    made = anna.post(URL, json={"field": "custom.budget", "step_id": cast.steps[0]})
    assert made.status_code == 201
    shape = made.json()
    assert (
        shape.items()
        >= {
            "name": "Budget ↔ Discovery 1",
            "field": "custom.budget",
            "process_id": cast.process_id,
            "step_id": cast.steps[0],
            "active": False,
            "broken": None,
        }.items()
    )
    read = anna.get(f"{URL}/{shape['id']}")
    assert (read.json(), read.headers["etag"]) == (shape, '"1"')


def test_one_patch_mends_names_and_activates(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    cast.run(delete_field, field)
    assert anna.get(f"{URL}/{binding}").json()["broken"] == "field-deleted"
    changed = anna.patch(f"{URL}/{binding}", json={"field": "source", "name": "From where", "active": True}).json()
    assert (changed["active"], changed["broken"], changed["name"]) == (True, None, "From where")


@pytest.mark.parametrize(
    ("body", "status", "type", "field"),
    [
        ({"field": "source", "step": 1}, 409, "field-in-use", "field"),
        ({"field": "company", "step": 0}, 409, "step-in-use", "step_id"),
        ({"field": "amount", "step": 1}, 422, "invalid", "field"),
        ({"field": "custom.nothing", "step": 1}, 422, "broken-reference", "field"),
        ({"field": "company"}, 422, "invalid", "step_id"),
        ({"field": "company", "step_id": 999_999}, 422, "broken-reference", "step_id"),
        ({"field": "company", "step_id": "one"}, 422, "invalid", "step_id"),
        ({"field": "company", "step": 1, "way": "both"}, 422, "invalid", "way"),
        ({"field": "company", "step": 1, "name": "x" * 201}, 422, "invalid", "name"),
    ],
)
def test_a_refusal_names_its_type_and_field(
    anna: TestClient, cast: Cast, body: dict[str, Any], status: int, type: str, field: str
) -> None:
    bind(cast, name="Taken")
    if "step" in body:
        body = {**body, "step_id": cast.steps[body["step"]]}
        del body["step"]
    refused = anna.post(URL, json=body)
    assert (refused.status_code, refused.json()["type"], refused.json()["field"]) == (
        status,
        f"/problems/{type}",
        field,
    )
    assert type not in ("field-in-use", "step-in-use") or "Taken" in refused.json()["detail"]


def test_beyond_the_plan_activation_is_refused_with_the_limit(anna: TestClient, cast: Cast) -> None:
    put_on_plan(cast, "starter")
    for number, name in enumerate(("source", "company", "contact", "custom.one", "custom.two")):
        bind(cast, name, number, active=True)
    sixth = bind(cast, "custom.three", 5)
    refused = anna.patch(f"{URL}/{sixth}", json={"active": True})
    assert refused.status_code == 422
    assert refused.json().items() >= {"type": "/problems/quota-exceeded", "limit": 5, "plan": "starter"}.items()
    assert not anna.get(f"{URL}/{sixth}").json()["active"]


def test_a_change_of_what_was_not_seen_is_a_conflict(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast)
    assert anna.patch(f"{URL}/{binding}", json={"name": "A"}, headers={"If-Match": '"1"'}).status_code == 200
    for call in (anna.patch, anna.request):
        arguments: Any = ("DELETE", f"{URL}/{binding}") if call == anna.request else (f"{URL}/{binding}",)
        refused = call(*arguments, json={}, headers={"If-Match": '"1"'})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")


def test_lists_come_in_pages(anna: TestClient, cast: Cast) -> None:
    ids = [bind(cast, name, number) for number, name in enumerate(("source", "company", "contact"))]
    first = anna.get(URL, params={"limit": 2}).json()
    rest = anna.get(URL, params={"limit": 2, "after": first["next"]}).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == ids
    assert rest["next"] is None


def test_a_deleted_binding_is_gone_and_frees_its_sides(anna: TestClient, cast: Cast) -> None:
    binding = bind(cast)
    assert anna.delete(f"{URL}/{binding}").status_code == 204
    assert anna.get(f"{URL}/{binding}").status_code == 404
    assert anna.post(URL, json={"field": "source", "step_id": cast.steps[0]}).status_code == 201


@pytest.mark.parametrize("who", ["magda", "boris", "viktor"])
def test_only_administrators_come_near(app: FastAPI, cast: Cast, who: str) -> None:
    client = api_client(app, cast, getattr(cast, who))
    binding = bind(cast)
    answers = [
        client.get(URL),
        client.post(URL, json={"field": "company", "step_id": cast.steps[1]}),
        client.get(f"{URL}/{binding}"),
        client.patch(f"{URL}/{binding}", json={"active": True}),
        client.delete(f"{URL}/{binding}"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert not row_of(cast, binding).binding.active


def test_a_stranger_finds_nothing(app: FastAPI, cast: Cast) -> None:
    clara, binding = api_client(app, cast, cast.clara), bind(cast)
    assert clara.get(URL).json() == {"items": [], "next": None}
    assert clara.get(f"{URL}/{binding}").status_code == 404
    assert clara.patch(f"{URL}/{binding}", json={"active": True}).status_code == 404
    assert clara.delete(f"{URL}/{binding}").status_code == 404


def test_the_backlog_is_listed_first_and_ticked_some_at_a_time(
    anna: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stepmark.commands.binding_backlog.CHUNK", 2)
    deals = [cast.deal(title=f"Deal {number}", source="Referral") for number in range(3)]
    cast.deal(title="Without a source")
    binding = bind(cast)
    url = f"{URL}/{binding}/backlog"
    assert anna.get(url).json() == {"count": 0, "items": [], "next": None}
    anna.patch(f"{URL}/{binding}", json={"active": True})
    first = anna.get(url, params={"limit": 2}).json()
    rest = anna.get(url, params={"limit": 2, "after": first["next"]}).json()
    assert (first["count"], rest["count"], rest["next"]) == (3, 3, None)
    named = [{"id": deal, "kind": "deal", "title": f"Deal {number}"} for number, deal in enumerate(deals)]
    assert first["items"] + rest["items"] == named
    assert anna.post(url).json() == {"ticked": 2, "left": 1}
    assert anna.post(url).json() == {"ticked": 1, "left": 0}
    assert anna.post(url).json() == {"ticked": 0, "left": 0}
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in deals)


def test_nothing_is_ticked_while_the_binding_is_inactive(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal(source="Referral")
    refused = anna.post(f"{URL}/{bind(cast)}/backlog")
    assert (refused.status_code, refused.json()["field"]) == (422, "active")
    assert cast.ticked(deal) == set()


def test_deals_ticked_before_are_listed_while_their_field_is_empty(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal(title="Ticked early")
    anna.put(f"/api/v1/deals/{deal}/steps/{cast.steps[0]}/tick", json={})
    url = f"{URL}/{bind(cast, active=True)}/missing"
    assert anna.get(url).json() == {"items": [{"id": deal, "kind": "deal", "title": "Ticked early"}], "next": None}
    cast.change("deal", deal, source="Referral")
    assert anna.get(url).json()["items"] == []
