"""The pages of SMS accounts: for each provider its own form, a test to oneself, and what deleting means."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.members import update_profile
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.db import Database
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.receiver import receiver
from tests.support.rules import Rules
from tests.support.sms import sms_account
from tests.support.sms_providers import TWILIO_ACCOUNT, form_of, smsapi_taken
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/sms"
SMSAPI = {
    "provider": "smsapi",
    "name": "Bulk",
    "secret": "key-4711",
    "senders": "Dachy\r\nSerwis\r\nDachy",
    "country": "PL",
}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.anna)


def test_each_provider_has_a_form_of_its_own(anna: TestClient, cast: Cast) -> None:
    assert "No SMS accounts yet" in anna.get(URL).text
    for provider in ("smsapi", "twilio", "generic"):
        assert f'href="{URL}/new?provider={provider}"' in anna.get(f"{URL}/new").text
    assert 'name="account"' in anna.get(f"{URL}/new?provider=twilio").text
    assert 'name="body"' in anna.get(f"{URL}/new?provider=generic").text
    assert "With whom?" in anna.get(f"{URL}/new?provider=nobody").text
    made = anna.post(URL, data=SMSAPI)
    (account,) = rows(cast, SmsAccount)
    assert made.headers["location"] == f"{URL}#account-{account.id}"
    assert (account.senders, account.secret, account.country) == (["Dachy", "Serwis"], "key-4711", "PL")
    assert (account.is_standard, account.transliterate) == (True, False)
    assert "key-4711" not in anna.get(f"{URL}/{account.id}/edit").text
    assert "key-4711" not in str(anna.get(f"/history?kind=sms_account&id={account.id}").text)


def test_what_is_wrong_is_said_at_once_and_nothing_is_lost(anna: TestClient, cast: Cast) -> None:
    wrong = {
        "provider": "twilio",
        "name": "",
        "account": "me",
        "url": "http://",
        "senders": "Dachówki Żak",
        "country": "??",
    }
    refused = anna.post(URL, data=wrong)
    assert refused.status_code == 422
    for key in ("name", "account", "url", "senders", "country"):
        assert f'href="#f-{key}"' in refused.text
    assert "Dachówki Żak" in refused.text
    needed = anna.post(URL, data={"provider": "twilio", "name": "x", "account": TWILIO_ACCOUNT, "senders": "Dachy"})
    assert 'href="#f-secret"' in needed.text
    generic = {"provider": "generic", "name": "x", "method": "POST", "url": "https://{{ text }}/", "body": "{{"}
    assert 'href="#f-body"' in anna.post(URL, data=generic).text
    assert anna.post(URL, data={"provider": "nobody"}).headers["location"] == f"{URL}/new"
    assert rows(cast, SmsAccount) == []


def test_a_key_is_never_sent_where_it_was_not_meant_for(anna: TestClient, cast: Cast) -> None:
    account = sms_account(cast)
    given = {"name": "Renamed", "senders": "Dachy", "active": "1", "version": "1"}
    assert anna.put(f"{URL}/{account}", data=given).status_code == 303
    assert (row(cast, SmsAccount, account).name, row(cast, SmsAccount, account).secret) == ("Renamed", "key-4711")
    elsewhere = given | {"url": "https://evil.example.com/", "version": "2"}
    assert 'href="#f-secret"' in anna.put(f"{URL}/{account}", data=elsewhere).text
    assert anna.put(f"{URL}/{account}", data=elsewhere | {"secret": "new"}).status_code == 303
    assert row(cast, SmsAccount, account).secret == "new"
    assert anna.put(f"{URL}/{account}", data=given | {"url": "https://evil.example.com/"}).status_code == 409


def test_a_test_goes_to_ones_own_phone_and_shows_what_was_answered(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(database.settings, "outbound_networks", "127.0.0.0/8")
    anna: TestClient = request.getfixturevalue("anna")
    with receiver(smsapi_taken()) as provider:
        account = sms_account(cast, provider)
        assert anna.post(f"{URL}/{account}/trials").headers["location"] == "/profile#f-phone"
        cast.run(update_profile, {"phone": "+48 600 100 200"})
        trial = anna.post(f"{URL}/{account}/trials").headers["location"]
        for _ in range(200):
            Sender(cast.edge).send_all()
            if "has taken the SMS" in (shown := anna.get(trial).text):
                break
    assert "has taken the SMS to +48600100200" in shown
    assert form_of(provider.received[0])["to"] == "48600100200"
    assert anna.get(f"{URL}/{account + 1}/trials/1").status_code == 404


def test_before_one_is_deleted_its_rules_are_named(anna: TestClient, cast: Cast) -> None:
    account, other = sms_account(cast), sms_account(cast, name="Other")
    send = {"do": "send_sms", "settings": {"text": "x", "to_client": True, "account_id": account}}
    Rules(cast).make("created", send, name="Remind by SMS")
    asked = anna.get(f"{URL}/{account}/deletion").text
    assert "Remind by SMS" in asked
    assert "standard account" in asked
    assert anna.post(f"{URL}/{other}/standard").status_code == 303
    assert anna.delete(f"{URL}/{account}").status_code == 303
    assert "Bulk" not in anna.get(URL).text
    assert row(cast, SmsAccount, other).is_standard
