"""A POST sent twice under one key is done once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import FunctionType
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from sqlalchemy import select, text, update

from stepmark.commands import idempotency
from stepmark.domain.notes import IdempotencyKey
from stepmark.platform.clock import now
from tests.cast import Cast
from tests.support.deliveries import webhook

DEALS = "/api/v1/deals"
KEY = {"Idempotency-Key": "order-7"}
KEYED = {"created", "done", "accepted"}
CHANGES_NOTHING = {"/api/v1/rules/matches", "/api/v1/rules/{rule_id}/rehearsals"}
_BODY = text("SELECT body FROM idempotency_key").execution_options(scoped_by_hand=True)


def _titles(client: TestClient) -> list[str]:
    return [deal["title"] for deal in client.get(DEALS).json()["items"]]


def test_a_repeated_post_gets_the_first_answer_and_does_nothing(anna: TestClient) -> None:
    first = anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
    anna.patch(f"{DEALS}/{first.json()['id']}", json={"title": "Changed"})
    again = anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert _titles(anna) == ["Changed"]


def test_a_key_is_not_for_another_request(cast: Cast, anna: TestClient) -> None:
    anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
    for path, body in ((DEALS, {"title": "Other"}), ("/api/v1/tasks", {"title": "ACME"})):
        refused = anna.post(path, json=body, headers=KEY)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
        assert refused.json()["field"] == "Idempotency-Key"
    assert _titles(anna) == ["ACME"]


def test_each_member_has_keys_of_their_own(anna: TestClient, boris: TestClient) -> None:
    ids = {client.post(DEALS, json={"title": "ACME"}, headers=KEY).json()["id"] for client in (anna, boris)}
    assert len(ids) == 2


def test_a_refused_request_may_be_mended_under_the_same_key(cast: Cast, anna: TestClient) -> None:
    assert anna.post(DEALS, json={"title": ""}, headers=KEY).status_code == 422
    assert anna.post(DEALS, json={"title": "ACME"}, headers=KEY).status_code == 201


def test_two_at_once_make_one_record_and_get_one_answer(anna: TestClient) -> None:
    barrier = Barrier(4)

    def post(_number: int) -> tuple[int, bytes]:
        barrier.wait()
        answer = anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
        return answer.status_code, answer.content

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(post, range(4)))
    assert [status for status, _body in answers] == [201]
    assert _titles(anna) == ["ACME"]


def test_a_crash_before_the_answer_was_kept_does_not_repeat_the_change(cast: Cast, anna: TestClient) -> None:
    first = anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(IdempotencyKey).values(status=None, body=None))
        session.commit()
    again = anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
    assert (again.status_code, again.json(), again.headers["Idempotent-Replayed"]) == (201, first.json(), "true")
    assert _titles(anna) == ["ACME"]


def test_a_change_that_fails_leaves_no_key_behind(cast: Cast, anna: TestClient) -> None:
    anna.post(DEALS, json={"title": "ACME", "stage_id": 999}, headers=KEY)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalars(select(IdempotencyKey)).all() == []


@pytest.mark.parametrize("path", ["tasks", "restore"])
def test_other_posts_take_keys_as_well(cast: Cast, anna: TestClient, path: str) -> None:
    deal = cast.deal()
    anna.delete(f"{DEALS}/{deal}")
    if path == "tasks":
        deal = cast.deal()
        url, body = f"{DEALS}/{deal}/steps/{cast.steps[0]}/tasks", {"title": "Call"}
    else:
        url, body = f"{DEALS}/{deal}/restore", {}
    first, again = (anna.post(url, json=body, headers=KEY) for _ in range(2))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"


def test_keys_are_forgotten_after_a_week(cast: Cast, anna: TestClient) -> None:
    anna.post(DEALS, json={"title": "ACME"}, headers=KEY)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(IdempotencyKey).values(at=now() - idempotency.KEPT * 2))
        session.commit()
    anna.post(DEALS, json={"title": "ACME"}, headers={"Idempotency-Key": "another"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalars(select(IdempotencyKey.key)).all() == ["another"]


def test_a_key_is_bounded(anna: TestClient) -> None:
    refused = anna.post(DEALS, json={"title": "ACME"}, headers={"Idempotency-Key": "k" * 201})
    assert (refused.status_code, refused.json()["field"]) == (422, "Idempotency-Key")


def test_every_post_that_changes_something_takes_keys(app: FastAPI) -> None:
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    posts = [each for each in routes if isinstance(each, APIRoute) and "POST" in (each.methods or ())]
    keyless = {each.path for each in posts if each.path.startswith("/api/v1/") and not KEYED & _names_in(each.endpoint)}
    assert keyless == CHANGES_NOTHING


@pytest.mark.sqlite_alone
def test_a_secret_is_renewed_once_and_lies_sealed_in_its_kept_answer(cast: Cast, anna: TestClient) -> None:
    url = f"/api/v1/webhooks/{webhook(cast)}/secret"
    first, again = (anna.post(url, headers=KEY).json()["secret"] for _ in range(2))
    with cast.database.reading(cast.anna.workspace_id) as session:
        kept = session.execute(_BODY).scalar_one()
    assert (first == again, first in kept) == (True, False)


def _names_in(function: Any) -> set[str]:
    """What a route's function calls, itself or by a helper of its module."""
    own = set(function.__code__.co_names)
    helpers = [function.__globals__.get(name) for name in own]
    beside = [each for each in helpers if isinstance(each, FunctionType) and each.__module__ == function.__module__]
    return own.union(*(each.__code__.co_names for each in beside))
