"""Mails and SMS about a record through the API."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.deliveries import Delivery
from tests.cast import Cast
from tests.support.mails import OFFICE, mailbox
from tests.support.people import rows
from tests.support.sms import sms_account

MAIL = {"recipient": "olga@example.com", "subject": "Our offer", "text": "Here it is."}
SMS = {"recipient": "+48 600 100 200", "text": "We are on our way."}


def test_a_mail_goes_out_with_a_file_of_the_record(boris: TestClient, cast: Cast) -> None:
    mailbox(cast)
    url = f"/api/v1/deals/{cast.deal(by=cast.boris)}"
    file = boris.post(f"{url}/files", files={"file": ("offer.pdf", b"%PDF")}).json()
    key = {"Idempotency-Key": "once"}
    sent = boris.post(f"{url}/mails", json=MAIL | {"file_ids": [file["id"]]}, headers=key)
    assert sent.status_code == 202, sent.text
    assert (sent.json()["channel"], sent.json()["recipient"]) == ("mail", MAIL["recipient"])
    assert boris.post(f"{url}/mails", json=MAIL | {"file_ids": [file["id"]]}, headers=key).json() == sent.json()
    [delivery] = rows(cast, Delivery)
    assert (delivery.content["subject"], delivery.content["sender"]) == (MAIL["subject"], OFFICE)
    assert [each["name"] for each in delivery.content["attachments"]] == ["offer.pdf"]


def test_an_sms_goes_out_by_the_usual_sender(boris: TestClient, cast: Cast) -> None:
    sms_account(cast)
    deal = cast.deal(by=cast.boris)
    sent = boris.post(f"/api/v1/deals/{deal}/sms", json=SMS)
    assert sent.status_code == 202, sent.text
    [delivery] = rows(cast, Delivery)
    assert (delivery.channel, delivery.recipient, delivery.record_id) == ("sms", "+48600100200", deal)
    assert delivery.content["sender"] == "Dachy"


@pytest.mark.parametrize(
    ("way", "said", "fields"),
    [
        ("mails", {"recipient": "nobody", "subject": "", "text": ""}, {"recipient", "subject", "text"}),
        ("mails", {"file_ids": [999]}, {"file_ids"}),
        ("sms", {"recipient": "600", "text": ""}, {"recipient", "text"}),
        ("sms", {"sender": "Somebody"}, {"sender"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once_and_nothing_is_sent(
    boris: TestClient, cast: Cast, way: str, said: dict[str, Any], fields: set[str]
) -> None:
    mailbox(cast)
    sms_account(cast)
    url = f"/api/v1/deals/{cast.deal(by=cast.boris)}/{way}"
    refused = boris.post(url, json=(MAIL if way == "mails" else SMS) | said)
    assert refused.status_code == 422, refused.text
    assert set(refused.json().get("errors") or [refused.json()["field"]]) == fields
    assert rows(cast, Delivery) == []


def test_without_a_mailbox_or_an_account_it_is_said_what_is_missing(boris: TestClient, cast: Cast) -> None:
    url = f"/api/v1/deals/{cast.deal(by=cast.boris)}"
    for way, said in (("mails", MAIL), ("sms", SMS)):
        assert boris.post(f"{url}/{way}", json=said).json()["type"] == "/problems/broken-reference"
    assert boris.post("/api/v1/tasks/1/mails", json=MAIL).status_code == 404
