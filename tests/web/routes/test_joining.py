"""From an invitation to a member, and from a reset link to a new password."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.workspaces import update_workspace
from stepmark.domain.people import AccessLink, Member, Person
from tests.cast import Cast
from tests.support.people import PASSWORD, on_plan, rows, with_password
from tests.support.web import browser, signed_in


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_an_invited_person_chooses_a_password_and_is_in(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    cast.run(update_workspace, {"time_zone": "Europe/Warsaw"})
    link, guest = _invite(anna, "dora@example.com", "manager"), browser(app)
    page = guest.get(link).text
    assert "Join Baltic Sales" in page
    assert "dora@example.com" in page
    answer = guest.post(link, data={"name": "Dora Vale", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Dora Vale" in guest.get("/profile").text
    (dora,) = rows(cast, Member, Member.name == "Dora Vale")
    assert (dora.role, dora.time_zone) == ("manager", "Europe/Warsaw")


def test_the_link_is_shown_once(anna: TestClient) -> None:
    link = _invite(anna, "dora@example.com", "manager")
    page = anna.get("/invitations").text
    assert "dora@example.com" in page
    assert link.rsplit("/", maxsplit=1)[1] not in page


def test_a_weak_password_leaves_the_link_usable(anna: TestClient, app: FastAPI) -> None:
    link, guest = _invite(anna, "dora@example.com"), browser(app)
    answer = guest.post(link, data={"name": "Dora <b>", "password": "short"})
    assert answer.status_code == 422
    assert "Use at least 10 characters." in answer.text
    assert 'value="Dora &lt;b&gt;"' in answer.text
    assert guest.post(link, data={"name": "Dora", "password": PASSWORD}).status_code == 303


def test_who_signs_in_already_gives_their_password(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    with_password(cast, cast.clara)
    link, guest = _invite(anna, "clara@example.com"), browser(app)
    assert "You can sign in here already." in guest.get(link).text
    assert guest.post(link, data={"password": "not Clara's password", "name": "Mallory"}).status_code == 422
    assert guest.get("/profile").status_code == 303
    assert guest.post(link, data={"password": PASSWORD}).status_code == 303
    page = guest.get("/profile").text
    assert "Clara Stone" in page
    assert "Baltic Sales" in page


def test_who_is_signed_in_already_joins_with_a_click(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    link, clara = _invite(anna, "clara@example.com"), signed_in(app, cast, cast.clara)
    assert 'type="password"' not in clara.get(link).text
    assert clara.post(link).status_code == 303
    assert "Baltic Sales" in clara.get("/profile").text


def test_somebody_else_who_is_signed_in_does_not_join_in_their_name(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    link, boris = _invite(anna, "clara@example.com"), signed_in(app, cast, cast.boris)
    assert 'type="password"' in boris.get(link).text
    assert boris.post(link).status_code == 422
    assert len(rows(cast, Member, Member.name == "Clara Stone")) == 1


def test_a_used_link_and_a_made_up_one_are_answered_alike(anna: TestClient, app: FastAPI) -> None:
    link, guest = _invite(anna, "dora@example.com"), browser(app)
    guest.post(link, data={"name": "Dora", "password": PASSWORD})
    for gone in (link, "/join/made-up", "/join/%00", "/join/" + "x" * 5000):
        answer = browser(app).get(gone)
        assert answer.status_code == 404
        assert "This invitation has been used, was taken back or has expired." in answer.text


def test_a_reset_link_opens_no_invitation_and_the_other_way_round(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    invitation = _invite(anna, "dora@example.com")
    reset = _link_in(anna.post(f"/members/{cast.boris.member_id}/password-link").text)
    guest = browser(app)
    assert guest.get(invitation.replace("/join/", "/new-password/")).status_code == 404
    assert guest.get(reset.replace("/new-password/", "/join/")).status_code == 404


def test_a_full_workspace_says_so_to_whoever_invites_and_whoever_joins(
    anna: TestClient, app: FastAPI, cast: Cast
) -> None:
    link = _invite(anna, "dora@example.com")
    on_plan(cast, "free")
    refused = anna.post("/invitations", data={"email": "emil@example.com", "role": "viewer"})
    assert refused.status_code == 422
    assert "The plan “free” allows 3 users" in refused.text
    answer = browser(app).post(link, data={"name": "Dora", "password": PASSWORD})
    assert answer.status_code == 422
    assert "The plan “free” allows 3 users" in answer.text
    assert rows(cast, Person, Person.email == "dora@example.com") == []


def test_an_invitation_is_taken_back(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    link = _invite(anna, "dora@example.com")
    (kept,) = rows(cast, AccessLink)
    assert signed_in(app, cast, cast.clara).delete(f"/invitations/{kept.id}").status_code == 404
    anna.post(f"/invitations/{kept.id}", data={"_method": "DELETE"})
    assert browser(app).get(link).status_code == 404


def test_only_an_administrator_invites(app: FastAPI, cast: Cast) -> None:
    for actor in (cast.magda, cast.boris, cast.viktor):
        answer = signed_in(app, cast, actor).post("/invitations", data={"email": "dora@example.com", "role": "viewer"})
        assert answer.status_code == 403
    assert rows(cast, AccessLink) == []


def test_a_reset_link_gives_a_new_password_once(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    link = _link_in(anna.post(f"/members/{cast.boris.member_id}/password-link").text)
    guest = browser(app)
    assert "boris@example.com" in guest.get(link).text
    assert guest.post(link, data={"password": "short"}).status_code == 422
    assert guest.post(link, data={"password": PASSWORD}).headers["location"] == "/sign-in"
    assert guest.post(link, data={"password": "once more, please"}).status_code == 404
    assert boris.get("/profile").status_code == 303
    assert guest.post("/sign-in", data={"email": "boris@example.com", "password": PASSWORD}).status_code == 303


def test_only_an_administrator_of_this_workspace_makes_a_reset_link(app: FastAPI, cast: Cast) -> None:
    url = f"/members/{cast.viktor.member_id}/password-link"
    answers = [signed_in(app, cast, actor).post(url).status_code for actor in (cast.magda, cast.boris, cast.clara)]
    assert answers == [403, 403, 404]


def _invite(anna: TestClient, email: str, role: str = "salesperson") -> str:
    return _link_in(anna.post("/invitations", data={"email": email, "name": "", "role": role}).text)


def _link_in(page: str) -> str:
    found = re.search(r'value="http://testserver(/[\w/-]+)"', page)
    assert found
    return found[1]
