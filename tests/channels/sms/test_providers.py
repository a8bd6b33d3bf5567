"""Each provider is asked in its own words, and its answers are understood: taken, refused for good, or for now."""

import base64
import json
from datetime import timedelta

import pytest

from stepmark.channels.http import HttpClient
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.sms import PROVIDERS
from stepmark.channels.sms.base import Sms
from stepmark.platform.clock import now
from stepmark.platform.networks import networks
from tests.support.receiver import Receiver, Way, answering, receiver
from tests.support.sms_providers import (
    TWILIO_ACCOUNT,
    form_of,
    smsapi_error,
    smsapi_taken,
    twilio_error,
    twilio_taken,
)

CLIENT = HttpClient(networks("127.0.0.0/8"))
SMS = Sms("+48600100200", 'Zażółć "gęślą" & <jaźń>\n👍', "Dachy", "msg_7")
JSON_BODY = '{"to": "{{ number | remove: "+" }}", "text": "{{ text }}", "from": "{{ sender }}", "id": "{{ key }}"}'
SETTINGS = {
    "smsapi": {},
    "twilio": {"account": TWILIO_ACCOUNT},
    "generic": {"method": "POST", "headers": "Authorization: Bearer {{ secret }}\nContent-Type: application/json"},
}


def sent(provider: str, *ways: Way, sms: Sms = SMS, **settings: str) -> tuple[Result, Receiver]:
    with receiver(*ways) as server:
        given = {**SETTINGS[provider], "url": server.url, **settings}
        result = PROVIDERS[provider].send(given, "secret", sms, CLIENT)
    return result, server


def test_smsapi_is_asked_as_it_wants_and_a_repetition_counts_as_sent() -> None:
    result, server = sent("smsapi", smsapi_taken())
    assert isinstance(result, Sent)
    (asked,) = server.received
    assert asked.headers["authorization"] == "Bearer secret"
    form = form_of(asked)
    assert (form["to"], form["message"], form["from"]) == ("48600100200", SMS.text, "Dachy")
    assert (form["idx"], form["check_idx"], form["format"]) == ("msg_7", "1", "json")
    assert isinstance(sent("smsapi", smsapi_error(53))[0], Sent)
    without, server = sent("smsapi", smsapi_taken(), sms=Sms("+48600100200", "x", "", "k"))
    assert isinstance(without, Sent)
    assert "from" not in form_of(server.received[0])


def test_twilio_is_asked_as_it_wants() -> None:
    result, server = sent("twilio", twilio_taken())
    assert isinstance(result, Sent)
    (asked,) = server.received
    assert asked.line == f"POST /hook/2010-04-01/Accounts/{TWILIO_ACCOUNT}/Messages.json HTTP/1.1"
    assert base64.b64decode(asked.headers["authorization"].split()[1]).decode() == f"{TWILIO_ACCOUNT}:secret"
    assert form_of(asked) == {"To": SMS.to, "Body": SMS.text, "From": "Dachy"}
    service = "MG" + "a" * 32
    _result, server = sent("twilio", twilio_taken(), sms=Sms("+48600100200", "x", service, "k"))
    assert form_of(server.received[0])["MessagingServiceSid"] == service


@pytest.mark.parametrize(
    ("provider", "way", "permanent"),
    [
        ("smsapi", smsapi_error(101, "Authorization failed"), True),
        ("smsapi", smsapi_error(13, "No correct phone numbers"), True),
        ("smsapi", smsapi_error(14, "Wrong sender name"), True),
        ("smsapi", smsapi_error(103, "Insufficient credits"), False),
        ("smsapi", smsapi_error(201, "Internal error"), False),
        ("smsapi", answering(401, '{"message": "Authorization failed", "error": 101}'), True),
        ("smsapi", answering(200, "<html>maintenance"), False),
        ("smsapi", answering(200, '{"count": 0, "list": []}'), False),
        ("smsapi", answering(200, "[" * 5_000), False),
        ("smsapi", answering(502, "<html>"), False),
        ("smsapi", answering(302, "", location="https://example.com/"), True),
        ("twilio", twilio_error(400, 21211, "Invalid 'To' Phone Number"), True),
        ("twilio", twilio_error(400, 21610, "Unsubscribed recipient"), True),
        ("twilio", twilio_error(401, 20003, "Authenticate"), True),
        ("twilio", twilio_error(429, 20429, "Too Many Requests"), False),
        ("twilio", twilio_error(503, 20503), False),
        ("twilio", answering(500, ""), False),
        ("twilio", answering(200, "null"), False),
        ("generic", answering(404), True),
        ("generic", answering(429), False),
        ("generic", answering(500), False),
    ],
)
def test_what_is_refused_for_good_is_told_from_what_passes(provider: str, way: Way, permanent: bool) -> None:
    result, _server = sent(provider, way)
    assert isinstance(result, NotSent)
    assert result.permanent is permanent
    assert str(result.reason)


def test_a_provider_that_says_when_to_come_back_is_obeyed() -> None:
    result, _server = sent("twilio", answering(429, "", retry_after="90"))
    assert isinstance(result, NotSent)
    assert result.not_before
    assert timedelta(seconds=80) < result.not_before - now() < timedelta(seconds=100)


def test_any_other_provider_gets_its_values_encoded_for_their_place() -> None:
    result, server = sent("generic", answering(200, '{"ok": true}'), body=JSON_BODY, success='"ok": true')
    assert isinstance(result, Sent)
    (asked,) = server.received
    assert asked.headers["authorization"] == "Bearer secret"
    assert json.loads(asked.body) == {"to": "48600100200", "text": SMS.text, "from": "Dachy", "id": "msg_7"}
    with receiver(answering(200)) as server:
        settings = {"method": "GET", "url": server.url + "?t={{ text }}&n={{ number }}"}
        assert isinstance(PROVIDERS["generic"].send(settings, "", SMS, CLIENT), Sent)
    assert "&n=%2B48600100200 " in server.received[0].line
    assert "%20%26%20%3Cja" in server.received[0].line
    form = "content-type: application/x-www-form-urlencoded"
    _result, server = sent("generic", answering(200), headers=form, body="text={{ text }}&to={{ number }}")
    assert form_of(server.received[0]) == {"text": SMS.text, "to": SMS.to}
    _result, server = sent("generic", answering(200), headers="Content-Type: text/xml", body="<m>{{ text }}</m>")
    assert b"&lt;ja" in server.received[0].body


def test_another_answer_than_the_good_one_is_a_no() -> None:
    result, _server = sent("generic", answering(200, "ERROR 7"), body="x", success="OK")
    assert isinstance(result, NotSent)
    assert "“OK”" in str(result.reason)


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"url": "https://{{ text }}.example.com/"}, "url"),
        ({"url": "https://example.com{{ text }}/"}, "url"),
        ({"url": "ftp://example.com/"}, "url"),
        ({"url": "https://a:b@example.com/"}, "url"),
        ({"url": "https://example.com/{{ nothing }}"}, "url"),
        ({"url": "https://example.com/{% for a in text %}{% endfor %}"}, "url"),
        ({"url": "https://example.com/{{ text | times: 9 }}"}, "url"),
        ({"url": "https://example.com/", "headers": "Host: 127.0.0.1"}, "headers"),
        ({"url": "https://example.com/", "headers": "No header"}, "headers"),
        ({"url": "https://example.com/", "headers": "X-Name: Żaba"}, "headers"),
        ({"url": "https://example.com/", "body": "{{ text"}, "body"),
        ({"url": "https://example.com/", "method": "GET", "body": "x"}, "body"),
    ],
)
def test_texts_that_mean_nothing_are_refused_by_name(settings: dict[str, str], fault: str) -> None:
    assert list(PROVIDERS["generic"].faults({"method": "POST", **settings})) == [fault]


def test_an_account_of_twilio_is_checked() -> None:
    assert list(PROVIDERS["twilio"].faults({"account": "me", "url": "x"})) == ["url", "account"]
    assert PROVIDERS["twilio"].faults({"account": TWILIO_ACCOUNT}) == {}


def test_a_text_that_was_broken_since_is_said_and_nothing_is_sent() -> None:
    with receiver() as server:
        settings = {"method": "POST", "url": server.url, "body": "{{ gone }}"}
        result = PROVIDERS["generic"].send(settings, "", SMS, CLIENT)
    assert isinstance(result, NotSent)
    assert result.permanent
    assert server.received == []
