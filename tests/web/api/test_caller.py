"""Who is let in: by token, on a plan with the API."""

from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from stepmark.domain.people import ApiToken, Member
from stepmark.platform.clock import now
from tests.cast import Cast
from tests.support.web import signed_in
from tests.web.api.support import set_workspace

DEALS = "/api/v1/deals"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer nonsense", "Bearer zażółć", "\xff"])
def test_without_a_token_nobody_is_let_in(app: FastAPI, cast: Cast, header: str) -> None:
    answer = TestClient(app).get(DEALS, headers=[(b"Authorization", header.encode())])
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    assert (answer.headers["WWW-Authenticate"], answer.headers["content-type"]) == (
        "Bearer",
        "application/problem+json",
    )


def test_a_browsers_cookie_opens_no_api(app: FastAPI, cast: Cast) -> None:
    assert signed_in(app, cast, cast.anna).get(DEALS).status_code == 401


def test_the_scheme_is_read_in_any_letter_case(anna: TestClient) -> None:
    token = anna.headers["Authorization"].split()[1]
    assert anna.get(DEALS, headers={"Authorization": f"bearer  {token} "}).status_code == 200


def test_an_ended_token_opens_nothing(cast: Cast, anna: TestClient) -> None:
    with cast.database.writing(None) as session:
        session.execute(update(ApiToken).values(ended_at=now()))
        session.commit()
    assert anna.get(DEALS).status_code == 401


def test_a_member_who_left_is_let_in_no_more(cast: Cast, boris: TestClient) -> None:
    with cast.database.writing(None) as session:
        session.get_one(Member, cast.boris.member_id).active = False
        session.commit()
    assert boris.get(DEALS).status_code == 401


def test_a_plan_without_the_api_says_so_by_name(cast: Cast, anna: TestClient) -> None:
    set_workspace(cast, plan="free")
    refused = anna.get("/api/v1/me")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")
    assert "free" in refused.json()["detail"]


def test_refusals_speak_the_members_language_and_keep_their_type(cast: Cast, anna: TestClient) -> None:
    refused = anna.get("/api/v1/deals/999").json()
    assert set(refused) >= {"type", "title", "status", "detail", "field"}
    assert (refused["type"], refused["status"]) == ("/problems/not-found", 404)


def test_a_tokens_use_is_noted_now_and_then(cast: Cast, anna: TestClient) -> None:
    def used_at() -> object:
        with cast.database.reading(None) as session:
            return session.scalars(select(ApiToken.used_at)).one()

    def set_used_at(moment: datetime | None) -> None:
        with cast.database.writing(None) as session:
            session.execute(update(ApiToken).values(used_at=moment))
            session.commit()

    set_used_at(None)
    anna.get("/api/v1/me")
    first = used_at()
    anna.get("/api/v1/me")
    assert first is not None
    assert used_at() == first
    set_used_at(now() - timedelta(hours=1))
    anna.get("/api/v1/me")
    assert used_at() > first  # type: ignore[operator]  # both are moments
