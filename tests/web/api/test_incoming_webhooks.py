"""Webhooks in over the API: what the browser can do with them besides, and what came in."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.domain.incoming_webhooks import IncomingWebhook
from tests.cast import Cast
from tests.support.incoming import incoming_webhook, stranger

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/incoming-webhooks"


def test_its_secret_and_address_are_renewed_and_it_is_taken_over(anna: TestClient, cast: Cast) -> None:
    one = f"{URL}/{incoming_webhook(cast, is_signed=True)}"
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(IncomingWebhook).values(owner_id=None))
        session.commit()
    before, key = anna.get(one).json(), {"Idempotency-Key": "1"}
    secrets = {anna.post(f"{one}/secret", headers=key).json()["secret"] for _time in range(2)}
    anna.post(f"{one}/address")
    taken = anna.post(f"{one}/owner").json()
    assert (before["owner_id"], taken["owner_id"]) == (None, cast.anna.member_id)
    assert (secrets, taken["path"] == before["path"]) == ({taken["secret"]}, False)
    assert before["secret"] not in secrets


def test_what_came_in_is_read_page_by_page(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    url = f"{URL}/{incoming_webhook(cast)}/calls"
    path = anna.get(url.removesuffix("/calls")).json()["path"]
    for subject in ("", "Roof"):
        stranger(app).post(path, json={"subject": subject, "from": {"email": "a@example.com"}})
    first = anna.get(f"{url}?limit=1").json()
    (newest,) = first["items"]
    assert (newest["outcome"], newest["kind"], newest["body"]) == ("created", "lead", None)
    (oldest,) = anna.get(f"{url}?limit=1&after={first['next']}").json()["items"]
    assert (oldest["outcome"], bool(oldest["reason"]), oldest["record_id"]) == ("refused", True, None)
    read = anna.get(f"{url}/{newest['id']}").json()
    assert read == {**newest, "body": '{"subject": "Roof", "from": {"email": "a@example.com"}}'}
    other = f"{URL}/{incoming_webhook(cast, 'Other')}/calls"
    assert (anna.get(f"{other}/{newest['id']}").status_code, anna.get(other).json()["items"]) == (404, [])
