"""Who is in the workspace."""

from fastapi.testclient import TestClient

from tests.cast import Cast


def test_members_are_listed_with_their_roles_and_superiors(cast: Cast, viktor: TestClient) -> None:
    shown = viktor.get("/api/v1/members").json()
    assert [member["name"] for member in shown["items"]] == ["Anna Maj", "Magda Nowak", "Boris Lem", "Viktor Orlov"]
    boris = shown["items"][2]
    assert (boris["role"], boris["email"]) == ("salesperson", "boris@example.com")
    assert (boris["superior_id"], boris["active"]) == (cast.magda.member_id, True)
    assert shown["next"] is None


def test_members_come_in_pages(viktor: TestClient) -> None:
    first = viktor.get("/api/v1/members", params={"limit": 3}).json()
    rest = viktor.get("/api/v1/members", params={"limit": 3, "after": first["next"]}).json()
    assert (len(first["items"]), [member["name"] for member in rest["items"]]) == (3, ["Viktor Orlov"])


def test_a_stranger_sees_their_own_people_only(clara: TestClient) -> None:
    assert [member["name"] for member in clara.get("/api/v1/members").json()["items"]] == ["Clara Stone"]


def test_a_token_says_whom_it_stands_for(cast: Cast, boris: TestClient) -> None:
    me = boris.get("/api/v1/me").json()
    assert (me["id"], me["name"], me["role"]) == (cast.boris.member_id, "Boris Lem", "salesperson")
    assert me["workspace"] == {
        "id": cast.boris.workspace_id, "name": "Baltic Sales", "currency": "EUR", "plan": "enterprise",
    }  # fmt: skip


def test_an_administrator_changes_a_member(cast: Cast, anna: TestClient) -> None:
    one = f"/api/v1/members/{cast.boris.member_id}"
    north = anna.post("/api/v1/groups", json={"name": "North"}).json()["id"]
    before = anna.get(one)
    change = {"role": "manager", "superior_id": cast.anna.member_id, "group_ids": [north], "job_title": "Lead seller"}
    changed = anna.patch(one, json=change, headers={"If-Match": before.headers["ETag"]}).json()
    assert changed | change == {**changed, "group_ids": [north]}
    assert anna.get(f"/api/v1/groups/{north}").json()["member_ids"] == [cast.boris.member_id]
    stale = anna.patch(one, json={"name": "Boris"}, headers={"If-Match": before.headers["ETag"]})
    assert stale.json()["type"] == "/problems/conflict"
    assert anna.patch(one, json={"superior_id": cast.boris.member_id}).json()["field"] == "superior_id"
    assert anna.patch(one, json={"superior_id": None}).json()["superior_id"] is None


def test_a_member_leaves_and_comes_back(cast: Cast, anna: TestClient, boris: TestClient) -> None:
    leaving = f"/api/v1/members/{cast.boris.member_id}/leaving"
    assert anna.post(leaving, json={"heir_id": cast.boris.member_id}).json()["field"] == "heir_id"
    assert anna.post(leaving, json={"heir_id": cast.magda.member_id}).json()["active"] is False
    assert boris.get("/api/v1/me").status_code == 401
    assert anna.delete(leaving).json()["active"] is True
    own = anna.post(f"/api/v1/members/{cast.anna.member_id}/leaving", json={})
    assert (own.status_code, "yourself" in own.json()["detail"]) == (422, True)
