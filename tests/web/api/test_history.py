"""What happened to a record, for those who see it."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.web.api.support import narrow_to_own

HISTORY = "/api/v1/history"


def test_a_deals_history_tells_who_changed_what_and_why(cast: Cast, anna: TestClient) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal()
    anna.patch(f"/api/v1/deals/{deal}", json={"custom": {"budget": 5}})
    events = anna.get(HISTORY, params={"kind": "deal", "id": deal}).json()["items"]
    ticked = next(event for event in events if event["name"] == "step.ticked")
    updated = next(event for event in events if event["name"] == "deal.updated")
    assert updated["changes"] == {"custom.budget": [None, 5]}
    assert updated["actor"] == {"id": cast.anna.member_id, "name": "Anna Maj"}
    assert updated["cause"]["kind"] == "person"
    assert (ticked["cause"]["kind"], ticked["deal_id"]) == ("field", deal)
    assert [event["id"] for event in events] == sorted((event["id"] for event in events), reverse=True)


def test_history_goes_back_page_by_page(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    for number in range(4):
        cast.change("deal", deal, title=f"Title {number}")
    whole = [event["id"] for event in anna.get(HISTORY, params={"kind": "deal", "id": deal}).json()["items"]]
    first = anna.get(HISTORY, params={"kind": "deal", "id": deal, "limit": 3}).json()
    rest = anna.get(HISTORY, params={"kind": "deal", "id": deal, "limit": 3, "before": first["next"]}).json()
    assert [event["id"] for event in first["items"] + rest["items"]] == whole
    assert rest["next"] is None


def test_a_deleted_record_keeps_its_history(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    anna.delete(f"/api/v1/deals/{deal}")
    events = anna.get(HISTORY, params={"kind": "deal", "id": deal}).json()["items"]
    assert events[0]["name"] == "deal.deleted"


def test_history_is_hidden_with_its_record(cast: Cast, boris: TestClient, clara: TestClient) -> None:
    deal = cast.deal()
    narrow_to_own(cast)
    for client in (boris, clara):
        assert client.get(HISTORY, params={"kind": "deal", "id": deal}).status_code == 404


def test_the_history_of_settings_is_for_administrators(cast: Cast, anna: TestClient, boris: TestClient) -> None:
    asked: dict[str, str | int] = {"kind": "process", "id": cast.process_id}
    assert anna.get(HISTORY, params=asked).status_code == 200
    assert boris.get(HISTORY, params=asked).status_code == 403


def test_the_history_of_settings_stays_in_its_workspace(cast: Cast, anna: TestClient, clara: TestClient) -> None:
    deal = cast.deal()
    asked: dict[str, str | int] = {"kind": "step", "id": cast.steps[0]}
    anna.put(f"/api/v1/deals/{deal}/steps/{cast.steps[0]}/tick")
    assert len(anna.get(HISTORY, params=asked).json()["items"]) == 1
    assert clara.get(HISTORY, params=asked).json()["items"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("kind=deal", 422), ("id=1", 422), ("kind=deal&id=abc", 404), ("kind=deal&id=1&before=x", 422)],
)
def test_history_needs_a_kind_and_an_id(cast: Cast, anna: TestClient, query: str, status: int) -> None:
    cast.deal()
    assert anna.get(f"{HISTORY}?{query}").status_code == status
