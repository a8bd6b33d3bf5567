"""The archive over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast

pytestmark = pytest.mark.sqlite_alone


def ids(client: TestClient, address: str) -> list[int]:
    """What a list gives."""
    return [item["id"] for item in client.get(f"/api/v1/{address}").json()["items"]]


@pytest.mark.parametrize("plural", ["deals", "companies", "contacts"])
def test_a_record_leaves_lists_until_it_is_asked_for_and_is_read_all_the_while(
    cast: Cast, anna: TestClient, plural: str
) -> None:
    make: Any = {"deals": cast.deal, "companies": cast.company, "contacts": cast.contact}[plural]
    kept, away = make(), make()
    archived = anna.post(f"/api/v1/{plural}/{away}/archive")
    assert archived.status_code == 200
    assert archived.json()["archived_at"]
    assert anna.get(f"/api/v1/{plural}/{away}").json() == archived.json()
    assert [ids(anna, f"{plural}{asked}") for asked in ("", "?archived=true", "?archived=false", "?archived_at=")] == [
        [kept], [away], [kept], [kept],
    ]  # fmt: skip
    assert ids(anna, f'{plural}?filter={{"field":"archived_at","op":"filled"}}') == [away]
    assert anna.post(f"/api/v1/{plural}/{away}/unarchive").json()["archived_at"] is None
    assert ids(anna, plural) == [kept, away]


def test_a_change_of_what_is_archived_is_refused_with_the_mend(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    anna.post(f"/api/v1/deals/{deal}/archive")
    refused = [
        anna.patch(f"/api/v1/deals/{deal}", json={"source": "Website"}),
        anna.put(f"/api/v1/deals/{deal}/steps/{cast.steps[0]}/tick", json={}),
        anna.post("/api/v1/tasks", json={"title": "Call", "deal_id": deal}),
    ]
    assert [(each.status_code, each.json()["type"]) for each in refused] == [(409, "/problems/archived")] * 3
    assert "Restore it" in refused[0].json()["detail"]


def test_the_moment_is_not_given_by_hand(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    refused = anna.patch(f"/api/v1/deals/{deal}", json={"archived_at": "2026-01-01T00:00:00Z"})
    assert (refused.status_code, refused.json()["field"]) == (422, "archived_at")


def test_a_program_lists_the_tasks_of_an_archived_deal(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    task = anna.post("/api/v1/tasks", json={"title": "Call", "deal_id": deal}).json()["id"]
    anna.post(f"/api/v1/deals/{deal}/archive")
    assert ids(anna, f"tasks?deal_id={deal}") == [task]
