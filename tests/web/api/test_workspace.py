"""The workspace's settings through the API."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/workspace"
CHANGE = {
    "name": "North", "currency": "PLN", "time_zone": "Europe/Warsaw", "locale": "pl", "visibility": "own",
    "stale_days": 3, "work_days": [0, 5], "work_from": "07:30", "work_to": "24:00", "sweep_hour": 0,
}  # fmt: skip


def test_the_settings_are_read_and_changed(anna: TestClient) -> None:
    before = anna.get(URL)
    changed = anna.patch(URL, json=CHANGE, headers={"If-Match": before.headers["ETag"]})
    assert changed.json() == {**before.json(), **CHANGE, "version": before.json()["version"] + 1}
    assert anna.get(URL).json() == changed.json()
    stale = anna.patch(URL, json={"stale_days": 9}, headers={"If-Match": before.headers["ETag"]})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/conflict")


def test_what_salespeople_see_holds_at_once(anna: TestClient, boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.anna.member_id)
    assert boris.get(f"/api/v1/deals/{deal}").status_code == 200
    anna.patch(URL, json={"visibility": "own"})
    assert boris.get(f"/api/v1/deals/{deal}").status_code == 404


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", " "), ("currency", "DOLLARS"), ("time_zone", "Mars/Olympus"), ("locale", "xx"), ("visibility", "none"),
        ("stale_days", 0), ("work_days", []), ("work_days", [7]), ("work_from", "25:00"), ("work_to", "08:00"),
        ("sweep_hour", 24), ("plan", "enterprise"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_by_its_name(anna: TestClient, key: str, value: object) -> None:
    before = anna.get(URL).json()
    refused = anna.patch(URL, json={key: value})
    assert (refused.status_code, refused.json()["field"]) == (422, key)
    assert anna.get(URL).json() == before
