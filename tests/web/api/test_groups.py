"""Groups through the API."""

import pytest
from fastapi.testclient import TestClient

from tests.cast import Cast

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/groups"


def test_a_group_from_its_making_to_its_end(anna: TestClient, cast: Cast) -> None:
    boris, magda = cast.boris.member_id, cast.magda.member_id
    group = anna.post(URL, json={"name": "North", "member_ids": [boris]}).json()
    assert (group["name"], group["member_ids"]) == ("North", [boris])
    one = f"{URL}/{group['id']}"
    assert anna.patch(one, json={"member_ids": [magda]}).json() == {**group, "member_ids": [magda]}
    assert anna.patch(one, json={"name": "South"}).json() == {**group, "name": "South", "member_ids": [magda]}
    assert anna.patch(one, json={"member_ids": []}).json()["member_ids"] == []
    assert anna.get(URL).json()["items"] == [anna.get(one).json()]
    assert anna.delete(one).status_code == 204
    assert anna.get(one).status_code == 404


def test_a_name_that_is_taken_and_members_of_others_are_refused(anna: TestClient, cast: Cast) -> None:
    anna.post(URL, json={"name": "North"})
    assert anna.post(URL, json={"name": "North"}).json()["field"] == "name"
    stranger = anna.post(URL, json={"name": "South", "member_ids": [cast.clara.member_id]})
    assert (stranger.json()["type"], stranger.json()["field"]) == ("/problems/broken-reference", "member_ids")
