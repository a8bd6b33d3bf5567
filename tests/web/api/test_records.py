"""Deals, companies, contacts and tasks over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.web.api.support import narrow_to_own, require_step

DEALS = "/api/v1/deals"
TASKS = "/api/v1/tasks"


def test_a_deal_comes_back_in_its_whole_shape(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    cast.field("segment", "choice", options=["A", "B"])
    company, contact, other = cast.company(), cast.contact(), cast.contact("Jan Lis")
    body = {
        "title": "ACME",
        "stage_id": cast.stages[1],
        "company_id": company,
        "contact_id": contact,
        "source": "Referral",
        "amount": "1000",
        "currency": "PLN",
        "expected_close": "2027-01-31",
        "responsible_id": cast.boris.member_id,
        "contact_ids": [other],
        "co_executor_ids": [cast.magda.member_id],
        "custom": {"budget": 5},
    }
    made = anna.post(DEALS, json=body)
    assert made.status_code == 201
    deal = made.json()
    times = {deal.pop("created_at"), deal.pop("updated_at")}
    assert all(time.endswith("Z") for time in times)
    assert deal.pop("version") >= 1
    assert deal == body | {
        "id": deal["id"],
        "amount": "1000.00",
        "process_id": cast.process_id,
        "lead_id": None,
        "status": "open",
        "closed_at": None,
        "close_reason": None,
        "archived_at": None,
        "last_contact_at": None,
        "invoice_payment": None,
        "order_payment": None,
        "custom": {"budget": 5, "segment": None},
    }
    assert anna.get(f"{DEALS}/{deal['id']}").json() == made.json()


def test_a_company_shows_every_field_it_could_have(anna: TestClient) -> None:
    company = anna.post("/api/v1/companies", json={"name": "ACME", "phones": ["+48 600 100 200"], "type": "Partner"})
    assert company.status_code == 201
    shown = company.json()
    assert (shown["name"], shown["phones"], shown["emails"]) == ("ACME", ["+48 600 100 200"], [])
    assert (shown["type"], shown["status"], shown["custom"]) == ("Partner", None, {})


def test_a_contact_has_a_job_and_ways_to_reach_them(cast: Cast, anna: TestClient) -> None:
    body = {"name": "Olga", "job_title": "CFO", "emails": ["olga@acme.pl", "o@acme.pl"], "company_id": cast.company()}
    shown = anna.post("/api/v1/contacts", json=body).json()
    assert {key: shown[key] for key in body} == body


def test_a_task_is_finished_and_opened_again(anna: TestClient) -> None:
    task = anna.post(TASKS, json={"title": "Call back", "type": "call", "due_at": "2027-01-31T10:00:00+01:00"}).json()
    assert (task["done"], task["done_at"], task["due_at"]) == (False, None, "2027-01-31T09:00:00Z")
    done = anna.patch(f"{TASKS}/{task['id']}", json={"done": True}).json()
    assert done["done"]
    assert done["done_at"] is not None
    assert anna.patch(f"{TASKS}/{task['id']}", json={"done": False}).json()["done_at"] is None


def test_a_task_made_with_a_step_hangs_on_it(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    task = anna.post(TASKS, json={"title": "Call", "deal_id": deal, "step_id": cast.steps[0]}).json()
    assert (task["deal_id"], task["step_id"]) == (deal, cast.steps[0])
    anna.patch(f"{TASKS}/{task['id']}", json={"done": True})
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_task_on_a_step_needs_its_deal(cast: Cast, anna: TestClient) -> None:
    refused = anna.post(TASKS, json={"title": "Call", "step_id": cast.steps[0]})
    assert (refused.status_code, refused.json()["field"]) == (422, "deal_id")


def test_a_change_touches_only_what_it_names(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    deal = cast.deal(source="Web", custom__budget=5)
    changed = anna.patch(f"{DEALS}/{deal}", json={"title": "Other"}).json()
    assert (changed["title"], changed["source"], changed["custom"]) == ("Other", "Web", {"budget": 5})


@pytest.mark.parametrize("body", [{"custom": {"budget": None}}, {"custom.budget": None}, {"custom": {"budget": ""}}])
def test_null_empties_a_custom_field_by_either_name(cast: Cast, anna: TestClient, body: dict[str, Any]) -> None:
    cast.field("budget")
    deal = cast.deal(custom__budget=5)
    assert anna.patch(f"{DEALS}/{deal}", json=body).json()["custom"] == {"budget": None}


def test_zero_and_no_are_values(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    cast.field("urgent", "yes_no")
    deal = cast.deal()
    shown = anna.patch(f"{DEALS}/{deal}", json={"custom": {"budget": 0, "urgent": False}}).json()
    assert shown["custom"] == {"budget": 0, "urgent": False}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"custom": {"nonsense": 1}}, "custom.nonsense"),
        ({"custom": {"budget": "many"}}, "custom.budget"),
        ({"custom": []}, "custom"),
        ({"title": None}, "title"),
        ({"title": ["a"]}, "title"),
        ({"title": "x" * 1_000_000}, "title"),
        ({"amount": "1.001"}, "amount"),
        ({"currency": "XXQ"}, "currency"),
        ({"currency": None}, "currency"),
        ({"status": "maybe"}, "status"),
        ({"status": None}, "status"),
        ({"stage_id": None}, "stage_id"),
        ({"stage_id": "first"}, "stage_id"),
        ({"company_id": -1}, "company_id"),
        ({"company_id": 10**30}, "company_id"),
        ({"contact_ids": "1"}, "contact_ids"),
        ({"version": 4}, "version"),
        ({"closed_at": "2027-01-01"}, "closed_at"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(
    cast: Cast, anna: TestClient, body: dict[str, Any], field: str
) -> None:
    cast.field("budget")
    deal = cast.deal()
    before = anna.get(f"{DEALS}/{deal}").json()
    refused = anna.patch(f"{DEALS}/{deal}", json=body)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
    assert (refused.json()["field"], refused.headers["content-type"]) == (field, "application/problem+json")
    assert anna.get(f"{DEALS}/{deal}").json() == before


@pytest.mark.parametrize("field", ["company_id", "contact_id", "responsible_id", "stage_id", "contact_ids"])
def test_a_link_must_lead_somewhere(cast: Cast, anna: TestClient, field: str) -> None:
    value = [987654] if field.endswith("s") else 987654
    refused = anna.post(DEALS, json={"title": "ACME", field: value})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/broken-reference")
    assert refused.json()["field"] == field


def test_a_required_step_holds_the_deal_until_a_manager_says_why(cast: Cast, anna: TestClient) -> None:
    require_step(cast, cast.steps[0])
    deal = cast.deal()
    refused = anna.patch(f"{DEALS}/{deal}", json={"stage_id": cast.stages[1]})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/steps-open")
    assert [step["id"] for step in refused.json()["steps"]] == [cast.steps[0]]
    moved = anna.patch(f"{DEALS}/{deal}", json={"stage_id": cast.stages[1], "override_reason": "They are in a hurry"})
    assert moved.json()["stage_id"] == cast.stages[1]


def test_a_deal_is_lost_with_its_reason_and_opened_again(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    lost = anna.patch(f"{DEALS}/{deal}", json={"status": "lost", "close_reason": "Price"}).json()
    assert (lost["status"], lost["close_reason"]) == ("lost", "Price")
    assert lost["closed_at"] is not None
    again = anna.patch(f"{DEALS}/{deal}", json={"status": "open"}).json()
    assert (again["status"], again["close_reason"], again["closed_at"]) == ("open", None, None)


def test_the_currency_decides_on_an_amounts_decimals(anna: TestClient) -> None:
    yen = anna.post(DEALS, json={"title": "Tokyo", "amount": 1000, "currency": "JPY"}).json()
    assert (yen["amount"], yen["currency"]) == ("1000", "JPY")
    assert anna.post(DEALS, json={"title": "Tokyo", "amount": "0.5", "currency": "JPY"}).status_code == 422


@pytest.mark.parametrize("kind", ["deals", "companies", "contacts", "tasks"])
def test_a_deleted_record_is_gone_until_it_is_restored(anna: TestClient, kind: str) -> None:
    name = "title" if kind in ("deals", "tasks") else "name"
    one = f"/api/v1/{kind}/{anna.post(f'/api/v1/{kind}', json={name: 'One'}).json()['id']}"
    deleted = anna.delete(one)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert anna.get(one).status_code == 404
    assert anna.patch(one, json={name: "Two"}).status_code == 404
    assert anna.delete(one).status_code == 404
    assert anna.get(f"/api/v1/{kind}").json()["items"] == []
    restored = anna.post(f"{one}/restore")
    assert (restored.status_code, restored.json()[name]) == (200, "One")
    assert anna.get(one).status_code == 200
    assert anna.post(f"{one}/restore").status_code == 404


@pytest.mark.parametrize("record_id", ["0", "-1", "abc", "1e3", "999999", str(2**63), str(10**40), "%00", "١"])
@pytest.mark.parametrize("kind", ["deals", "tasks"])
def test_what_is_no_id_does_not_exist(anna: TestClient, kind: str, record_id: str) -> None:
    for answer in (
        anna.get(f"/api/v1/{kind}/{record_id}"),
        anna.patch(f"/api/v1/{kind}/{record_id}", json={}),
        anna.delete(f"/api/v1/{kind}/{record_id}"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_an_unknown_kind_does_not_exist(anna: TestClient) -> None:
    answer = anna.get("/api/v1/dragons")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_whoever_makes_a_record_is_shown_it_even_if_they_do_not_see_it_from_now_on(
    cast: Cast, boris: TestClient
) -> None:
    narrow_to_own(cast)
    made = boris.post(DEALS, json={"title": "For Magda", "responsible_id": cast.magda.member_id})
    assert (made.status_code, made.json()["responsible_id"]) == (201, cast.magda.member_id)
    assert boris.get(f"{DEALS}/{made.json()['id']}").status_code == 404
