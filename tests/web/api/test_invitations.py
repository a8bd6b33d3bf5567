"""Links by which people come in, through the API."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.people import AccessLink
from tests.cast import Cast
from tests.support.people import rows
from tests.support.web import browser

URL = "/api/v1/invitations"
DORA = {"email": "dora@example.com", "role": "manager", "name": "Dora Lis"}
PASSWORD = {"name": "Dora Lis", "password": "a long and quiet sentence"}


def test_an_invitation_is_told_once_and_leads_in(app: FastAPI, anna: TestClient, cast: Cast) -> None:
    made = anna.post(URL, json=DORA)
    invitation = made.json()
    path = invitation.pop("path")
    assert made.status_code == 201
    assert invitation.items() >= {**DORA, "invited_by": cast.anna.member_id}.items()
    assert anna.get(URL).json() == {"items": [invitation], "next": None}
    assert browser(app).post(path, data=PASSWORD).status_code == 303
    assert anna.get(URL).json()["items"] == []
    joined = anna.get("/api/v1/members").json()["items"][-1]
    assert (joined["name"], joined["email"], joined["role"]) == ("Dora Lis", "dora@example.com", "manager")


def test_what_is_sent_twice_is_told_twice_and_made_once(anna: TestClient, cast: Cast) -> None:
    key = {"Idempotency-Key": "once"}
    first, second = anna.post(URL, json=DORA, headers=key), anna.post(URL, json=DORA, headers=key)
    assert first.json() == second.json()
    assert len(rows(cast, AccessLink)) == 1


def test_an_invitation_is_taken_back(app: FastAPI, anna: TestClient) -> None:
    made = anna.post(URL, json=DORA).json()
    assert anna.delete(f"{URL}/{made['id']}").status_code == 204
    assert anna.get(URL).json()["items"] == []
    assert browser(app).get(made["path"]).status_code == 404


def test_whoever_is_there_already_is_not_invited(anna: TestClient) -> None:
    for body, field in (
        ({**DORA, "email": "boris@example.com"}, "email"),
        ({**DORA, "email": "nobody"}, "email"),
        ({**DORA, "role": "king"}, "role"),
    ):
        refused = anna.post(URL, json=body)
        assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_a_member_gets_a_link_for_a_new_password(app: FastAPI, anna: TestClient, cast: Cast) -> None:
    made = anna.post(f"/api/v1/members/{cast.boris.member_id}/password-link")
    assert made.status_code == 201
    assert browser(app).post(made.json()["path"], data=PASSWORD).headers["location"] == "/sign-in"
    assert browser(app).post(made.json()["path"], data=PASSWORD).status_code == 404
    signed_in = browser(app).post("/sign-in", data={"email": "boris@example.com", "password": PASSWORD["password"]})
    assert signed_in.status_code == 303
