"""The address of a webhook in: what it takes, what it answers, and how it withstands strangers."""

import json
import secrets

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.channels.webhook import signatures
from stepmark.commands.incoming_webhooks import delete_incoming_webhook, renew_address, update_incoming_webhook
from stepmark.domain.history import History
from stepmark.domain.incoming_webhooks import IncomingCall, IncomingWebhook
from stepmark.domain.leads import Lead
from stepmark.domain.people import Member
from stepmark.platform.clock import now
from stepmark.web.throttle import CALL_BY_TOKEN
from tests.cast import Cast
from tests.support.incoming import address_of, incoming_webhook, stranger
from tests.support.people import row, rows

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def shop(app: FastAPI) -> TestClient:
    """The other system."""
    return stranger(app)


def test_json_and_forms_come_in_from_anywhere(shop: TestClient, cast: Cast) -> None:
    hook = incoming_webhook(cast)
    url = address_of(cast, hook)
    answer = shop.post(url, json={"subject": "Roof"}, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://x.y"})
    lead = rows(cast, Lead)[0]
    assert (answer.status_code, lead.title) == (202, "Roof")
    assert answer.json() == {"id": 1, "outcome": "created", "record": {"kind": "lead", "id": lead.id}}
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    answer = shop.post(url, data={"subject": "Żółty dach", "from.email": "olga@example.com", "_method": "POST"})
    assert (answer.status_code, rows(cast, Lead)[1].title) == (202, "Żółty dach")
    assert json.loads(rows(cast, IncomingCall)[1].body)["from.email"] == "olga@example.com"


def test_a_repetition_does_nothing_and_is_answered_alike(shop: TestClient, cast: Cast) -> None:
    url = address_of(cast, incoming_webhook(cast))
    for header in ("Idempotency-Key", "webhook-id"):
        answers = [shop.post(url, json={"subject": "Roof"}, headers={header: f"{header}-7"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
    assert len(rows(cast, Lead)) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"no", 422),
        (b"[]", 422),
        (b'{"subject": NaN}', 422),
        (b'{"subject": "\\u0000"}', 422),
        (b'{"subject": "\\ud800"}', 422),
        (b"\xff\xfe", 422),
        (b'{"a":' * 30 + b"1" + b"}" * 30, 422),
        (b'{"a":' * 9_000, 422),
        (b'{"subject": "' + b"x" * 70_000 + b'"}', 413),
        (b'{"subject": {"a": 1}}', 422),
        (b'{"subject": ' + b"9" * 5_000 + b"}", 422),
        (b"{}", 422),
    ],
)
def test_what_is_hostile_is_refused_in_words(shop: TestClient, cast: Cast, body: bytes, status: int) -> None:
    answer = shop.post(address_of(cast, incoming_webhook(cast)), content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]
    assert rows(cast, Lead) == []


def test_only_what_is_signed_comes_in_where_that_is_asked_for(shop: TestClient, cast: Cast) -> None:
    hook = incoming_webhook(cast, is_signed=True)
    url, secret, body = address_of(cast, hook), row(cast, IncomingWebhook, hook).secret or "", b'{"subject": "Roof"}'
    at = now()
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": "v1,AAAA " + signatures("msg_1", at, body, [secret]),
    }
    wrong = [
        {},
        {**signed, "webhook-signature": "v1,AAAA"},
        {**signed, "webhook-id": "msg_2"},
        {**signed, "webhook-timestamp": "9" * 30},
        {**signed, "webhook-timestamp": str(int(at.timestamp()) - 3_600)},
    ]
    assert [shop.post(url, content=body, headers=each).status_code for each in wrong] == [403] * 5
    assert shop.post(url, content=body, headers=signed).status_code == 202


def test_an_address_that_is_off_renewed_deleted_or_nobodys_does_not_exist(shop: TestClient, cast: Cast) -> None:
    first = incoming_webhook(cast)
    was = address_of(cast, first)
    cast.run(renew_address, first)
    off, gone = incoming_webhook(cast), incoming_webhook(cast)
    urls = [was, address_of(cast, off), address_of(cast, gone), f"/hooks/in/{secrets.token_urlsafe(32)}", "/hooks/in/ż"]
    cast.run(update_incoming_webhook, off, {"active": "false"})
    cast.run(delete_incoming_webhook, gone)
    assert [shop.post(url, json={"subject": "x"}).status_code for url in urls] == [404] * 5
    assert shop.get(address_of(cast, first)).status_code == 405
    assert shop.post(address_of(cast, first), data={"_method": "DELETE"}).status_code == 405
    with cast.database.writing(None) as session:
        session.execute(update(Member).where(Member.id == cast.anna.member_id).values(active=False))
        session.commit()
    assert shop.post(address_of(cast, first), json={"subject": "x"}).status_code == 404
    assert not rows(cast, History, History.name == "lead.created")


def test_nobody_calls_without_end(shop: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    url = address_of(cast, incoming_webhook(cast))
    monkeypatch.setattr("stepmark.web.throttle.CALL_BY_TOKEN", CALL_BY_TOKEN.__class__(2, 5))
    statuses = [shop.post(url, json={"subject": "x"}).status_code for _ in range(3)]
    assert statuses == [202, 202, 429]
