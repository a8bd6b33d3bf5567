"""Lists: found by any field, page by page, in a constant number of statements."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.support.statements import statements_of

pytestmark = pytest.mark.both

DEALS = "/api/v1/deals"


def _ids(client: TestClient, path: str, **params: Any) -> list[int]:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "żółw sp. z o.o."),
        ("source", "Referral"),
        ("amount", "10.50"),
        ("amount", "10.50 PLN"),
        ("currency", "PLN"),
        ("expected_close", "2027-01-31"),
        ("status", "won"),
        ("custom.budget", "5"),
        ("custom.notes", "ZAŻÓŁĆ"),
        ("custom.price", "7 PLN"),
        ("custom.start", "2027-02-01"),
        ("custom.at", "2027-02-01T10:00:00Z"),
        ("custom.urgent", "no"),
        ("custom.segments", "B"),
        ("custom.site", "https://example.com"),
    ],
)
def test_a_deal_is_found_by_each_of_its_fields(cast: Cast, anna: TestClient, field: str, value: str) -> None:
    for key, type in {"budget": "number", "notes": "text", "price": "money", "start": "date", "at": "datetime"}.items():
        cast.field(key, type)
    cast.field("urgent", "yes_no")
    cast.field("segments", "multi_choice", options=["A", "B"])
    cast.field("site", "link")
    values = {"budget": 5, "notes": "Zażółć", "price": "7 PLN", "start": "2027-02-01", "at": "2027-02-01T10:00:00Z"}
    custom: dict[str, Any] = values | {"urgent": False, "segments": ["A", "B"], "site": "https://example.com"}
    cast.deal()
    wanted = cast.deal(
        title="Żółw Sp. z o.o.",
        source="Referral",
        amount="10.50",
        currency="PLN",
        expected_close="2027-01-31",
        status="won",
        by=None,
        **{f"custom__{key}": value for key, value in custom.items()},
    )
    params = {field: value} | ({"currency": "PLN"} if (field, value) == ("amount", "10.50") else {})
    assert _ids(anna, DEALS, **params) == [wanted]


@pytest.mark.parametrize("field", ["company_id", "contact_id", "responsible_id", "stage_id"])
def test_a_deal_is_found_by_what_it_points_at(cast: Cast, anna: TestClient, field: str) -> None:
    cast.deal()
    targets = {"responsible_id": cast.boris.member_id, "stage_id": cast.stages[1]}
    value = targets.get(field) or (cast.company() if field == "company_id" else cast.contact())
    assert _ids(anna, DEALS, **{field: value}) == []
    wanted = cast.deal(None, **{field: value})
    assert _ids(anna, DEALS, **{field: value}) == [wanted]


def test_a_deal_is_found_by_its_process(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    assert _ids(anna, DEALS, process_id=cast.process_id) == [deal]
    assert _ids(anna, DEALS, process_id=cast.process_id + 1) == []


def test_a_contact_is_found_by_any_of_their_addresses(cast: Cast, anna: TestClient) -> None:
    cast.contact()
    olga = cast.contact("Olga", emails=["first@acme.pl", "Olga@ACME.pl"], phones=["+48 600 100 200"])
    assert _ids(anna, "/api/v1/contacts", email="olga@acme.pl") == [olga]
    assert _ids(anna, "/api/v1/contacts", phones="+48600100200") == [olga]
    assert _ids(anna, "/api/v1/contacts", phone="+48600100201") == []


def test_tasks_are_found_by_whether_they_are_done_and_by_their_step(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    path = f"{DEALS}/{deal}/steps/{cast.steps[0]}/tasks"
    first, second = (anna.post(path, json={"title": each}).json()["id"] for each in ("one", "two"))
    anna.patch(f"/api/v1/tasks/{first}", json={"done": True})
    assert _ids(anna, "/api/v1/tasks", done="true") == [first]
    assert _ids(anna, "/api/v1/tasks", done="false", deal_id=deal) == [second]
    assert _ids(anna, "/api/v1/tasks", step_id=cast.steps[0]) == [first, second]
    assert _ids(anna, "/api/v1/tasks", step_id=cast.steps[1]) == []


def test_an_empty_value_finds_the_empty_fields(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    full = cast.deal(source="Web", custom__budget=0)
    empty = cast.deal()
    assert _ids(anna, DEALS, source="") == [empty]
    assert _ids(anna, DEALS, **{"custom.budget": ""}) == [empty]
    assert _ids(anna, DEALS, **{"custom.budget": "0"}) == [full]
    assert _ids(anna, "/api/v1/companies", email="") == []


def test_several_filters_hold_at_once(cast: Cast, anna: TestClient) -> None:
    both = cast.deal(source="Web", title="One")
    cast.deal(source="Web", title="Two")
    cast.deal(title="One")
    assert _ids(anna, DEALS, source="Web", title="one") == [both]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("nonsense=1", "nonsense"),
        ("custom.nonsense=1", "custom.nonsense"),
        ("stage_id=first", "stage_id"),
        ("status=maybe", "status"),
        ("expected_close=soon", "expected_close"),
        ("title=a&title=b", "title"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("after=nonsense", "after"),
        ("after=%C4%85", "after"),
        ("after=LTE", "after"),
        ("title=%00", "title"),
    ],
)
def test_a_list_refuses_what_it_does_not_understand(anna: TestClient, query: str, field: str) -> None:
    refused = anna.get(f"{DEALS}?{query}")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
    assert refused.json()["field"] == field


def test_pages_follow_one_another_though_records_come_and_go(cast: Cast, anna: TestClient) -> None:
    deals = [cast.deal(title=str(number)) for number in range(5)]
    first = anna.get(DEALS, params={"limit": 2}).json()
    assert [item["id"] for item in first["items"]] == deals[:2]
    anna.delete(f"{DEALS}/{deals[0]}")
    anna.delete(f"{DEALS}/{deals[2]}")
    added = cast.deal(title="new")
    second = anna.get(DEALS, params={"limit": 2, "after": first["next"]}).json()
    assert [item["id"] for item in second["items"]] == deals[3:]
    third = anna.get(DEALS, params={"limit": 2, "after": second["next"]}).json()
    assert ([item["id"] for item in third["items"]], third["next"]) == ([added], None)


def test_a_full_last_page_says_that_it_is_the_last(cast: Cast, anna: TestClient) -> None:
    deals = [cast.deal(), cast.deal()]
    page = anna.get(DEALS, params={"limit": 2}).json()
    assert ([item["id"] for item in page["items"]], page["next"]) == (deals, None)


def test_a_list_costs_the_same_however_long_it_is(cast: Cast, anna: TestClient, app: Any) -> None:
    cast.field("budget")
    costs = []
    for count in (1, 10):
        for _ in range(count):
            cast.deal(custom__budget=1, contact_ids=[cast.contact()], co_executor_ids=[cast.boris.member_id])
        anna.get(DEALS)
        with statements_of(app.state.database) as statements:
            assert len(anna.get(DEALS).json()["items"]) >= count
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert costs[0] <= 6


def test_a_tree_of_conditions_narrows_a_list_besides_its_parameters(cast: Cast, anna: TestClient) -> None:
    partner = cast.company("ACME", type="Partner")
    wanted = cast.deal(title="Wanted", amount="500", company_id=partner)
    cast.deal(title="Small", amount="5", company_id=partner)
    cast.deal(title="Lost", amount="500", company_id=partner, status="lost")
    tree = {
        "all": [
            {"field": "amount", "op": "greater", "value": "100"},
            {"any": [{"field": "company.type", "op": "equal", "value": "partner"}]},
            {"field": "responsible_id", "op": "equal", "value": "me"},
        ]
    }
    assert _ids(anna, DEALS, filter=json.dumps(tree), status="open") == [wanted]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "filter"),
        ('{"all": [{"field": "title", "op": "filled"}, {"field": "gone", "op": "filled"}]}', "filter/all/1/field"),
        ('{"not": {"field": "amount", "op": "greater", "value": "much"}}', "filter/not/value"),
        ('{"any": [{"field": "amount", "op": "changed"}]}', "filter/any/0/op"),
        ('{"some": []}', "filter"),
    ],
)
def test_a_fault_in_a_tree_is_named_by_its_place(anna: TestClient, text: str, place: str) -> None:
    refused = anna.get(DEALS, params={"filter": text})
    assert refused.status_code == 422
    assert (refused.json()["type"], refused.json()["field"]) == ("/problems/invalid", place)
