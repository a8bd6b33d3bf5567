"""An SMS that a person writes from a record, and how it is counted while one types."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.messages import Message
from stepmark.platform.db import Database
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.people import rows
from tests.support.receiver import receiver
from tests.support.rules import Rules
from tests.support.sms import sms_account
from tests.support.sms_providers import form_of, smsapi_taken
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.anna)


def test_it_is_sent_to_the_number_that_is_chosen_and_kept(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(database.settings, "outbound_networks", "127.0.0.0/8")
    anna: TestClient = request.getfixturevalue("anna")
    with receiver(smsapi_taken()) as provider:
        sms_account(cast, provider)
        deal = cast.deal(contact_id=cast.contact("Olga", phones=["+48 22 123 45 67", "+48 600 100 200"]))
        assert f'href="/deals/{deal}/sms/new"' in anna.get(f"/deals/{deal}").text
        form = anna.get(f"/deals/{deal}/sms/new").text
        assert 'value="+48 22 123 45 67"' in form
        assert '<option value="+48 600 100 200">' in form
        given = {"recipient": "600 100 200", "sender": "Serwis", "text": "Zażółć {{ deal.title }}"}
        assert anna.post(f"/deals/{deal}/sms", data=given).headers["location"] == f"/deals/{deal}"
        for _ in range(200):
            Sender(cast.edge).send_all()
            if rows(cast, Message):
                break
    sent = form_of(provider.received[0])
    assert (sent["to"], sent["from"], sent["message"]) == ("48600100200", "Serwis", "Zażółć {{ deal.title }}")
    (kept,) = rows(cast, Message)
    assert (kept.deal_id, kept.channel, kept.recipient) == (deal, "sms", "+48 600 100 200")


def test_what_is_wrong_is_said_at_once_and_nothing_is_lost(app: FastAPI, anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    hostile = {"recipient": "12; DROP", "sender": "Bank", "text": " "}
    assert "There is no account" in anna.get(f"/deals/{deal}/sms/new").text
    assert anna.post(f"/deals/{deal}/sms", data=hostile).status_code == 422
    sms_account(cast)
    refused = anna.post(f"/deals/{deal}/sms", data=hostile)
    assert refused.status_code == 422
    for key in hostile:
        assert f'href="#f-{key}"' in refused.text
    long = anna.post(f"/deals/{deal}/sms", data={"recipient": "+48600100200", "text": "ż" * 800})
    assert "12 parts" in long.text
    assert anna.get("/tasks/1/sms/new").status_code == 404
    boris = signed_in(app, cast, cast.boris)
    assert boris.post(f"/deals/{deal}/sms", data={"recipient": "+48600100200", "text": "x"}).status_code == 403


def test_a_text_is_counted_as_it_would_be_sent(anna: TestClient, cast: Cast) -> None:
    def count(text: str) -> str:
        return anna.post("/sms/count", data={"text": text}).text.strip()

    assert count("") == "0 characters, 0 SMS, 160 more fit"
    assert count("a" * 161) == "161 characters, 2 SMS, 145 more fit"
    assert count("ż").startswith("1 character, 1 SMS, 69 more fit. Its letters")
    assert count("\0" + "x" * 30_000)
    sms_account(cast, transliterate=True)
    assert count("ż") == "1 character, 1 SMS, 159 more fit"
    rule = Rules(cast).make(
        "created", {"do": "send_sms", "settings": {"text": "a" * 161, "to_client": True}}, enabled=False
    )
    assert "161 characters, 2 SMS" in anna.get(f"/rules/{rule}/edit").text
