"""Webhooks are signed as the scheme's own library judges, and their answers understood."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from stepmark.channels.http import HttpClient
from stepmark.channels.results import NotSent, Sent
from stepmark.channels.webhook import WebhookMessage, new_secret, send_webhook, signatures
from stepmark.platform.clock import now
from stepmark.platform.networks import networks
from tests.support.receiver import answering, receiver

CLIENT = HttpClient(networks("127.0.0.0/8"))
BODIES = 10_000


def test_the_official_library_takes_every_signature_and_refuses_what_was_tampered_with() -> None:
    chance, secret = random.Random(6), new_secret()
    judge, at = Webhook(secret), datetime.now(UTC)
    for number in range(BODIES):
        body = b'{"n":%d,"x":"%s"}' % (number, chance.randbytes(chance.randrange(40)).hex().encode())
        headers = {
            "webhook-id": f"msg_{number}",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signatures(f"msg_{number}", at, body, [secret]),
        }
        judge.verify(body, headers)
        bent = bytearray(body)
        bent[chance.randrange(len(bent))] ^= 1
        with pytest.raises(WebhookVerificationError):
            judge.verify(bytes(bent), headers)


def test_during_a_change_of_secrets_both_are_good() -> None:
    old, new, at, body = new_secret(), new_secret(), datetime.now(UTC), b"{}"
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp()))}
    headers["webhook-signature"] = signatures("msg_1", at, body, [new, old])
    for secret in (old, new):
        Webhook(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)


def test_what_is_sent_bears_id_time_and_signature() -> None:
    secret = new_secret()
    with receiver(answering(204)) as server:
        result = send_webhook(CLIENT, WebhookMessage(server.url, "msg_7", b'{"a":1}', (secret,)))
    assert result == Sent({"status": 204, "text": ""})
    (received,) = server.received
    Webhook(secret).verify(received.body, received.headers)
    assert (received.headers["webhook-id"], received.headers["content-type"]) == ("msg_7", "application/json")


@pytest.mark.parametrize("status", [301, 302, 400, 404, 429, 500, 503])
def test_everything_but_success_is_tried_again(status: int) -> None:
    result = _sent(status)
    assert isinstance(result, NotSent)
    assert (result.permanent, result.gone, result.answer["status"]) == (False, False, status)


def test_who_is_gone_is_asked_no_more() -> None:
    result = _sent(410)
    assert isinstance(result, NotSent)
    assert (result.permanent, result.gone) == (True, True)


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("999999999", 86_400), ("soon", None), ("-5", None), ("", None)]
)
def test_a_wish_to_be_left_alone_is_heard(said: str, seconds: int | None) -> None:
    result = _sent(503, Retry_After=said)
    assert isinstance(result, NotSent)
    if seconds is None:
        assert result.not_before is None
    else:
        assert result.not_before is not None
        assert abs(result.not_before - now() - timedelta(seconds=seconds)) < timedelta(seconds=5)


def _sent(status: int, **headers: str) -> Sent | NotSent:
    with receiver(answering(status, **headers)) as server:
        return send_webhook(CLIENT, WebhookMessage(server.url, "msg_7", b"{}", (new_secret(),)))
