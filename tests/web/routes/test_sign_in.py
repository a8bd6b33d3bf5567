"""Signing in and out, as a browser does it: plain forms, a cookie, a redirect."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.leaving import deactivate_member
from stepmark.domain.people import Member, SignIn
from stepmark.platform.clock import now, set_clock
from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.support.people import PASSWORD, row, rows, with_password
from tests.support.web import browser


def test_the_right_password_opens_the_page_that_was_asked_for(app: FastAPI, cast: Cast) -> None:
    email, guest = with_password(cast, cast.boris), browser(app)
    sent_away = guest.get("/profile")
    assert (sent_away.status_code, sent_away.headers["location"]) == (303, "/sign-in?next=/profile")
    answer = _sign_in(guest, email, next="/profile")
    assert (answer.status_code, answer.headers["location"]) == (303, "/profile")
    assert "Boris Lem" in guest.get("/profile").text


def test_the_cookie_is_kept_from_scripts_and_other_sites(app: FastAPI, cast: Cast) -> None:
    answer = _sign_in(browser(app), with_password(cast, cast.boris))
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in (f"{COOKIE}=", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie


def test_over_https_the_cookie_goes_over_https_only(app: FastAPI, cast: Cast) -> None:
    guest = browser(app)
    guest.base_url = guest.base_url.copy_with(scheme="https")
    assert "Secure" in _sign_in(guest, with_password(cast, cast.boris)).headers["set-cookie"]


def test_the_address_may_be_written_in_capitals_and_with_spaces(app: FastAPI, cast: Cast) -> None:
    with_password(cast, cast.boris)
    assert _sign_in(browser(app), " BORIS@Example.com ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("boris@example.com", "wrong"),
        ("boris@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("viktor@example.com", ""),
        ("' or 1=1 --", PASSWORD),
        ("boris@example.com\x00", PASSWORD),
        ("x" * 1_000_000, "x" * 1_000_000),
    ],
)
def test_wrong_and_unknown_are_refused_in_the_same_words(app: FastAPI, cast: Cast, email: str, password: str) -> None:
    with_password(cast, cast.boris)
    answer = _sign_in(browser(app), email, password)
    assert answer.status_code == 422
    assert "The e-mail or the password is wrong." in answer.text
    assert COOKIE not in answer.cookies
    assert rows(cast, SignIn) == []


def test_the_address_stays_in_the_form_and_the_password_does_not(app: FastAPI, cast: Cast) -> None:
    answer = _sign_in(browser(app), "<b>boris</b>@example.com", "my wrong password")
    assert "&lt;b&gt;boris&lt;/b&gt;@example.com" in answer.text
    assert "my wrong password" not in answer.text


def test_after_ten_wrong_tries_even_the_right_password_has_to_wait(app: FastAPI, cast: Cast) -> None:
    email, guest = with_password(cast, cast.boris), browser(app)
    for _number in range(10):
        assert _sign_in(guest, email, "wrong").status_code == 422
    answer = _sign_in(guest, email)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert "Try again in 15 minutes." in answer.text


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(app: FastAPI, cast: Cast, target: str) -> None:
    answer = _sign_in(browser(app), with_password(cast, cast.boris), next=target)
    assert answer.headers["location"] == "/"


def test_no_other_site_signs_anybody_in(app: FastAPI, cast: Cast) -> None:
    email = with_password(cast, cast.boris)
    form = {"email": email, "password": PASSWORD}
    answer = browser(app).post("/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_token_that_was_there_before_is_not_taken_over(app: FastAPI, cast: Cast) -> None:
    guest = browser(app)
    guest.cookies.set(COOKIE, "planted by somebody else")
    answer = _sign_in(guest, with_password(cast, cast.boris))
    assert answer.cookies[COOKIE] != "planted by somebody else"


def test_signing_in_again_ends_the_sign_in_before(app: FastAPI, cast: Cast) -> None:
    email, guest = with_password(cast, cast.boris), browser(app)
    _sign_in(guest, email)
    _sign_in(guest, email)
    assert [bool(each.ended_at) for each in rows(cast, SignIn)] == [True, False]


def test_who_is_signed_in_is_not_asked_again(app: FastAPI, cast: Cast) -> None:
    guest = browser(app)
    _sign_in(guest, with_password(cast, cast.boris))
    answer = guest.get("/sign-in?next=/notices")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices")


def test_who_has_left_is_told_so_only_with_the_right_password(app: FastAPI, cast: Cast) -> None:
    email = with_password(cast, cast.boris)
    cast.run(deactivate_member, cast.boris.member_id)
    assert "You belong to no workspace any more" in _sign_in(browser(app), email).text
    assert "The e-mail or the password is wrong." in _sign_in(browser(app), email, "wrong").text


def test_signing_out_ends_the_sign_in_and_forgets_the_cookie(app: FastAPI, cast: Cast) -> None:
    guest = browser(app)
    _sign_in(guest, with_password(cast, cast.boris))
    kept = guest.cookies[COOKIE]
    answer = guest.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    guest.cookies.set(COOKIE, kept)
    assert guest.get("/profile").status_code == 303


def test_a_sign_in_ends_after_thirty_days_without_use_and_not_before(app: FastAPI, cast: Cast) -> None:
    guest, start = browser(app), now()
    _sign_in(guest, with_password(cast, cast.boris))
    for days, status in ((29, 200), (58, 200), (89, 303)):
        set_clock((start + timedelta(days=days)).isoformat())
        assert guest.get("/profile").status_code == status


def test_a_browser_in_use_is_noted_every_ten_minutes_at_most(app: FastAPI, cast: Cast) -> None:
    guest, start = browser(app), now()
    _sign_in(guest, with_password(cast, cast.boris))
    seen = []
    for minutes in (1, 9, 11, 12):
        set_clock((start + timedelta(minutes=minutes)).isoformat())
        guest.get("/profile")
        (sign_in,) = rows(cast, SignIn)
        seen.append(round((sign_in.seen_at - start).total_seconds() / 60))
    assert seen == [0, 0, 11, 11]


def test_a_person_of_two_workspaces_chooses_and_may_change_over(app: FastAPI, cast: Cast) -> None:
    email, guest = with_password(cast, cast.boris), browser(app)
    other = _boris_with_strangers(cast)
    assert _sign_in(guest, email).headers["location"] == "/workspaces"
    page = guest.get("/workspaces")
    assert "Baltic Sales" in page.text
    assert "Strangers Ltd" in page.text
    assert guest.post("/workspaces/current", data={"member_id": str(other)}).status_code == 303
    assert "Boris of the strangers" in guest.get("/profile").text
    assert guest.post("/workspaces/current", data={"member_id": str(cast.clara.member_id)}).status_code == 404
    assert guest.post("/workspaces/current", data={"member_id": "x"}).status_code == 404


def _sign_in(guest: TestClient, email: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]  # the client's own response
    return guest.post("/sign-in", data={"email": email, "password": password, **more})


def _boris_with_strangers(cast: Cast) -> int:
    person_id = row(cast, Member, cast.boris.member_id).person_id
    with cast.database.writing(cast.clara.workspace_id) as session:
        member = Member(person_id=person_id, name="Boris of the strangers", role="viewer")
        session.add(member)
        session.flush()
        session.commit()
        return member.id
