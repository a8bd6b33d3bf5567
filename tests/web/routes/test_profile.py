"""One's own profile, password, browsers and tokens."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.sign_in import start_sign_in
from stepmark.domain.passwords import matches
from stepmark.domain.people import ApiToken, Member, Person, SignIn
from tests.cast import Cast
from tests.support.people import PASSWORD, on_plan, row, rows, with_password
from tests.support.web import browser, signed_in

NEW = "a quite different one"


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris's browser."""
    with_password(cast, cast.boris)
    return signed_in(app, cast, cast.boris)


def test_a_profile_is_saved_and_speaks_the_chosen_language_at_once(boris: TestClient, cast: Cast) -> None:
    form = {"_method": "PATCH", "name": "Boris L.", "job_title": "", "locale": "pl", "time_zone": "Europe/Warsaw"}
    assert boris.post("/profile", data=form).headers["location"] == "/profile"
    member = row(cast, Member, cast.boris.member_id)
    assert (member.name, member.locale, member.time_zone) == ("Boris L.", "pl", "Europe/Warsaw")
    assert 'lang="pl"' in boris.get("/profile").text


def test_what_can_not_be_saved_is_shown_again_with_its_fault(boris: TestClient, cast: Cast) -> None:
    form = {"_method": "PATCH", "name": "<script>alert(1)</script>" + "x" * 200}
    answer = boris.post("/profile", data=form)
    assert answer.status_code == 422
    assert "200 are allowed" in answer.text
    assert "<script>alert" not in answer.text
    assert row(cast, Member, cast.boris.member_id).name == "Boris Lem"


def test_all_that_is_wrong_is_told_at_once_each_at_its_field(boris: TestClient) -> None:
    form = {"_method": "PATCH", "name": "", "job_title": "x" * 201, "time_zone": "Nowhere", "locale": "tlh"}
    page = boris.post("/profile", data=form).text
    for name in ("name", "job_title", "time_zone", "locale"):
        assert f'href="#f-{name}"' in page
        assert f'id="f-{name}-error"' in page


def test_a_form_gives_nobody_a_role_or_a_seat_elsewhere(boris: TestClient, cast: Cast) -> None:
    form = {"_method": "PATCH", "role": "administrator", "workspace_id": "2", "active": "0", "email": "x@example.com"}
    boris.post("/profile", data=form)
    member = row(cast, Member, cast.boris.member_id)
    assert (member.role, member.workspace_id, member.active) == ("salesperson", cast.boris.workspace_id, True)


def test_the_language_is_changed_from_the_menu(boris: TestClient, cast: Cast) -> None:
    boris.post("/profile/locale", data={"locale": "ru"})
    assert row(cast, Member, cast.boris.member_id).locale == "ru"
    assert boris.post("/profile/locale", data={"locale": "xx"}).status_code == 422


def test_a_new_password_asks_for_the_present_one(boris: TestClient, cast: Cast) -> None:
    answer = _change_password(boris, "wrong", NEW)
    assert answer.status_code == 422
    assert "This password is wrong." in answer.text
    assert matches(PASSWORD, _boris_hash(cast))


@pytest.mark.parametrize("password", ["short", "boris@example.com", "x" * 201])
def test_a_weak_password_is_refused(boris: TestClient, cast: Cast, password: str) -> None:
    assert _change_password(boris, PASSWORD, password).status_code == 422
    assert matches(PASSWORD, _boris_hash(cast))


def test_a_new_password_signs_the_other_browsers_out_and_not_this_one(boris: TestClient, cast: Cast) -> None:
    cast.edge.run_as_system(lambda session: start_sign_in(session, cast.boris.member_id or 0, "Other browser"))
    assert _change_password(boris, PASSWORD, NEW).status_code == 303
    assert matches(NEW, _boris_hash(cast))
    assert boris.get("/profile").status_code == 200
    (other,) = rows(cast, SignIn, SignIn.user_agent == "Other browser")
    assert other.ended_at


def test_the_present_password_can_not_be_guessed_for_ever(boris: TestClient) -> None:
    for _number in range(10):
        _change_password(boris, "wrong", NEW)
    assert _change_password(boris, PASSWORD, NEW).status_code == 429


def test_ones_browsers_are_listed_and_signed_out(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    guest = browser(app)
    guest.headers["User-Agent"] = "<i>Netscape</i> 4"
    guest.post("/sign-in", data={"email": "boris@example.com", "password": PASSWORD})
    page = boris.get("/profile/sessions").text
    assert "&lt;i&gt;Netscape&lt;/i&gt; 4" in page
    assert "This browser" in page
    (other,) = rows(cast, SignIn, SignIn.user_agent != "")
    assert boris.post(f"/profile/sessions/{other.id}", data={"_method": "DELETE"}).status_code == 303
    assert guest.get("/profile").status_code == 303


def test_all_others_are_signed_out_at_once(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    others = [signed_in(app, cast, cast.boris) for _ in range(2)]
    boris.post("/profile/sessions", data={"_method": "DELETE"})
    assert [each.get("/profile").status_code for each in others] == [303, 303]
    assert boris.get("/profile").status_code == 200


def test_nobody_signs_anybody_else_out(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    (sign_in,) = rows(cast, SignIn)
    for actor in (cast.anna, cast.clara):
        answer = signed_in(app, cast, actor).post(f"/profile/sessions/{sign_in.id}", data={"_method": "DELETE"})
        assert answer.status_code == 404
    assert boris.get("/profile").status_code == 200


def test_a_token_is_shown_once_and_works(boris: TestClient, app: FastAPI) -> None:
    page = boris.post("/profile/tokens", data={"token_name": "Nightly"}).text
    token = re.search(r'id="secret"\s+value="([\w-]{40,})"', page)
    assert token
    assert token[1] not in boris.get("/profile").text
    answer = TestClient(app).get("/api/v1/me", headers={"Authorization": f"Bearer {token[1]}"})
    assert answer.json()["name"] == "Boris Lem"


def test_a_token_whose_name_is_too_long_keeps_what_was_typed(boris: TestClient) -> None:
    page = boris.post("/profile/tokens", data={"token_name": "Nightly" * 40}).text
    assert "Nightly" * 40 in page


def test_an_ended_token_is_refused(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    boris.post("/profile/tokens", data={"token_name": "Nightly"})
    (token,) = rows(cast, ApiToken)
    assert signed_in(app, cast, cast.anna).delete(f"/profile/tokens/{token.id}").status_code == 404
    assert boris.post(f"/profile/tokens/{token.id}", data={"_method": "DELETE"}).status_code == 303
    assert "Nightly" not in boris.get("/profile").text


def test_a_plan_without_the_api_says_so(boris: TestClient, cast: Cast) -> None:
    on_plan(cast, "free")
    answer = boris.post("/profile/tokens", data={"token_name": "Nightly"})
    assert answer.status_code == 422
    assert "The plan “free” does not include the API." in answer.text


def _change_password(client: TestClient, current: str, new: str):  # type: ignore[no-untyped-def]  # the client's own response
    return client.post("/profile/password", data={"_method": "PUT", "current_password": current, "new_password": new})


def _boris_hash(cast: Cast) -> str:
    return row(cast, Person, row(cast, Member, cast.boris.member_id).person_id).password_hash
