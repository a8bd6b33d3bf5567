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
