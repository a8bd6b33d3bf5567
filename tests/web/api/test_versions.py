"""ETag and If-Match: nobody overwrites what they have not seen."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast


@pytest.mark.parametrize("kind", ["deals", "companies", "contacts", "tasks"])
def test_a_stale_version_neither_changes_nor_deletes(anna: TestClient, kind: str) -> None:
    name = "title" if kind in ("deals", "tasks") else "name"
    made = anna.post(f"/api/v1/{kind}", json={name: "One"}).json()
    one = f"/api/v1/{kind}/{made['id']}"
    seen = anna.get(one).headers["ETag"]
    assert seen == f'"{made["version"]}"'
    changed = anna.patch(one, json={name: "Two"}, headers={"If-Match": seen})
    assert changed.headers["ETag"] == f'"{made["version"] + 1}"'
    for refused in (
        anna.patch(one, json={name: "Three"}, headers={"If-Match": seen}),
        anna.request("DELETE", one, headers={"If-Match": seen}),
    ):
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
        assert refused.json()["version"] == made["version"] + 1
    assert anna.get(one).json()[name] == "Two"
    assert anna.request("DELETE", one, headers={"If-Match": changed.headers["ETag"]}).status_code == 204


@pytest.mark.parametrize("header", ["*", ""])
def test_any_version_will_do_where_none_is_named(cast: Cast, anna: TestClient, header: str) -> None:
    changed = anna.patch(f"/api/v1/deals/{cast.deal()}", json={"title": "Two"}, headers={"If-Match": header})
    assert changed.status_code == 200


@pytest.mark.parametrize("header", ["1", '"one"', '"1', f'"{2**70}"', '"1", "2"'])
def test_what_is_no_version_is_refused(cast: Cast, anna: TestClient, header: str) -> None:
    refused = anna.patch(f"/api/v1/deals/{cast.deal()}", json={"title": "Two"}, headers={"If-Match": header})
    assert (refused.status_code, refused.json()["field"]) == (422, "If-Match")


def test_a_change_of_nothing_keeps_the_version(cast: Cast, anna: TestClient) -> None:
    one = f"/api/v1/deals/{cast.deal()}"
    before = anna.get(one)
    assert anna.patch(one, json={"title": before.json()["title"]}).headers["ETag"] == before.headers["ETag"]
