"""Rules for programs."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.commands.test_bindings import put_on_plan
from tests.support.rules import Rules, set_fields

URL = "/api/v1/rules"
RULE: dict[str, Any] = {
    "name": "Large deals",
    "kind": "deal",
    "trigger": {"on": "modified", "fields": ["amount"]},
    "conditions": {"all": [{"field": "amount", "op": "greater", "value": "10000"}]},
    "actions": [{"do": "set_fields", "settings": {"values": {"source": "Referral"}}}],
}


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """Rules in Anna's workspace."""
    return Rules(cast)


def test_a_rule_is_made_switched_off_and_read_back(anna: TestClient, cast: Cast) -> None:
    made = anna.post(URL, json=RULE)
    assert made.status_code == 201, made.text
    shape = made.json()
    assert shape.items() >= {**RULE, "actions": shape["actions"], "mode": "instant", "enabled": False}.items()
    assert shape["actions"] == [{**RULE["actions"][0], "if": None, "on_failure": "stop"}]
    assert (shape["version"], shape["owner_id"]) == (1, cast.anna.member_id)
    read = anna.get(f"{URL}/{shape['id']}")
    assert (read.json(), read.headers["etag"]) == (shape, '"1"')
    assert [each["id"] for each in anna.get(URL).json()["items"]] == [shape["id"]]


def test_a_rule_made_by_a_program_runs(anna: TestClient, cast: Cast, rules: Rules) -> None:
    anna.post(URL, json={**RULE, "enabled": True})
    deal = cast.deal(amount="5")
    cast.change("deal", deal, amount="10000.01")
    assert rules.value("deal", deal, "source") == "Referral"


def test_a_patch_changes_what_it_names_and_makes_a_version(anna: TestClient, cast: Cast) -> None:
    rule = anna.post(URL, json=RULE).json()["id"]
    changed = anna.patch(f"{URL}/{rule}", json={"name": "Renamed", "enabled": True, "owner_id": cast.boris.member_id})
    assert changed.json().items() >= {"name": "Renamed", "enabled": True, "owner_id": cast.boris.member_id}.items()
    assert changed.json()["conditions"] == RULE["conditions"]
    stale = anna.patch(f"{URL}/{rule}", json={"name": "Stale"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/conflict")
    assert anna.patch(f"{URL}/{rule}", json={"enabled": False}).json()["enabled"] is False


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": " "}, "name"),
        ({"kind": "planet"}, "kind"),
        ({"trigger": {"on": "modified", "fields": ["gone"]}}, "trigger/fields"),
        ({"trigger": {"on": "full_moon"}}, "trigger"),
        ({"conditions": {"all": [{"field": "amount", "op": "greater", "value": "lots"}]}}, "conditions/all/0/value"),
        ({"actions": []}, "actions"),
        ({"actions": [{"do": "set_fields", "settings": {}}]}, "actions/1/settings/values"),
        ({"actions": [{"do": "explode"}]}, "actions/1/do"),
        ({"actions": [{**RULE["actions"][0], "if": {"field": "gone", "op": "filled"}}]}, "actions/1/if/field"),
    ],
)
def test_a_refusal_names_the_place(anna: TestClient, change: dict[str, Any], place: str) -> None:
    refused = anna.post(URL, json={**RULE, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, place), refused.text


@pytest.mark.row("S51")
def test_an_action_is_refused_where_it_does_not_serve_the_kind(anna: TestClient) -> None:
    finish = {"do": "finish_deal", "settings": {"result": "won"}}
    about_companies = {"kind": "company", "trigger": {"on": "created"}, "conditions": {"all": []}}
    refused = anna.post(URL, json={**RULE, **about_companies, "actions": [finish]})
    assert (refused.status_code, refused.json()["field"]) == (422, "actions/1/do"), refused.text
    assert anna.post(URL, json={**RULE, "actions": [finish]}).status_code == 201


def test_a_copy_is_off_and_mine(anna: TestClient, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="Referral"))
    copy = anna.post(f"{URL}/{rule}/copy")
    assert copy.status_code == 201
    assert copy.json().items() >= {"name": "A rule (copy)", "enabled": False}.items()


def test_a_rule_is_started_by_hand_where_its_conditions_hold(anna: TestClient, cast: Cast, rules: Rules) -> None:
    above = {"field": "amount", "op": "greater", "value": "10"}
    rule = rules.make("by_hand", set_fields(source="Referral"), when=[above])
    small, large = cast.deal(amount="5"), cast.deal(amount="20")
    started = [anna.post(f"{URL}/{rule}/start", json={"record_id": deal}).json() for deal in (small, large)]
    assert [len(each["run_ids"]) for each in started] == [0, 1]
    assert rules.value("deal", large, "source") == "Referral"
    assert anna.post(f"{URL}/{rule}/start", json={"record_id": 999_999}).status_code == 404
    other = rules.make("created", set_fields(source="x"))
    assert anna.post(f"{URL}/{other}/start", json={"record_id": large}).status_code == 404


def test_a_deleted_rule_is_gone(anna: TestClient, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="Referral"))
    assert anna.delete(f"{URL}/{rule}").status_code == 204
    assert anna.get(f"{URL}/{rule}").status_code == 404
    assert anna.get(URL).json()["items"] == []


def test_conditions_are_tried_out_before_a_rule_is_saved(anna: TestClient, cast: Cast) -> None:
    large = [cast.deal(title=f"Large {number}", amount="20000") for number in range(3)]
    cast.deal(amount="5")
    asked = {"kind": "deal", "conditions": RULE["conditions"], "limit": 2}
    first = anna.post(f"{URL}/matches", json=asked).json()
    assert (first["count"], [each["id"] for each in first["items"]]) == (3, large[:2])
    rest = anna.post(f"{URL}/matches", json={**asked, "after": first["next"]}).json()
    assert ([each["id"] for each in rest["items"]], rest["next"]) == (large[2:], None)


def test_conditions_are_asked_about_another_day(anna: TestClient, cast: Cast) -> None:
    cast.deal(expected_close="2026-05-16")
    conditions = {"field": "expected_close", "op": "days_after", "value": 14}
    counts = [
        anna.post(f"{URL}/matches", json={"conditions": conditions, "on": f"2026-05-{day}"}).json()["count"]
        for day in (29, 30, 31)
    ]
    assert counts == [0, 1, 0]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"kind": "planet"}, "kind"),
        ({"conditions": {"field": "gone", "op": "filled"}}, "conditions/field"),
        ({"conditions": {"all": "x"}}, "conditions/all"),
        ({"conditions": {"field": "amount", "op": "increased"}}, "conditions/op"),
        ({"on": "yesterday"}, "on"),
        ({"after": "?"}, "after"),
    ],
)
def test_what_cannot_be_tried_out_is_named(anna: TestClient, body: dict[str, Any], place: str) -> None:
    refused = anna.post(f"{URL}/matches", json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, place)


def test_beyond_the_plan_a_rule_is_kept_off(anna: TestClient, cast: Cast, rules: Rules) -> None:
    ids = [rules.make("created", set_fields(source="x"), enabled=number < 10) for number in range(11)]
    put_on_plan(cast, "starter")
    refused = anna.patch(f"{URL}/{ids[-1]}", json={"enabled": True})
    assert refused.status_code == 422
    assert refused.json().items() >= {"type": "/problems/quota-exceeded", "limit": 10, "plan": "starter"}.items()
    periodic = {**RULE, "mode": "periodic", "trigger": {}}
    assert "periodic" in anna.post(URL, json={**periodic, "enabled": True}).json()["detail"]
    assert anna.post(URL, json=periodic).status_code == 201


def test_lists_come_in_pages(anna: TestClient, rules: Rules) -> None:
    ids = [rules.make("created", set_fields(source="x")) for _ in range(3)]
    first = anna.get(URL, params={"limit": 2}).json()
    rest = anna.get(URL, params={"limit": 2, "after": first["next"]}).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == ids


def test_on_a_plan_without_the_api_programs_stay_out(app: FastAPI, anna: TestClient, cast: Cast) -> None:
    put_on_plan(cast, "free")
    assert anna.get(URL).status_code == 403
