"""The pages of webhooks and of what was sent: kept, tried out, read and repeated."""

import time

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.deliveries import Delivery, DeliveryAttempt
from stepmark.domain.webhooks import Webhook
from tests.cast import Cast
from tests.support.deliveries import failed_delivery, webhook
from tests.support.people import row, rows
from tests.support.receiver import answering, receiver
from tests.support.rules import Rules
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/webhooks"
PATIENCE = 20.0


@pytest.fixture(autouse=True)
def loopback(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is served here may send to loopback."""
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")


@pytest.fixture
def rules(cast: Cast) -> Rules:
    return Rules(cast)


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_one_is_made_shown_changed_and_deleted(anna: TestClient, cast: Cast, rules: Rules) -> None:
    assert "No webhooks yet" in anna.get(URL).text
    made = anna.post(URL, data={"name": "ERP <b>", "url": "https://erp.example.com/hook?a=1&b=2"})
    found = row(cast, Webhook, 1)
    shown = anna.get(made.headers["location"]).text
    assert str(found.secret) in shown
    assert "ERP &lt;b&gt;" in shown
    rules.make("created", {"do": "send_webhook", "settings": {"webhook_id": 1}}, name="Tell the ERP")
    assert "Tell the ERP" in anna.get(f"{URL}/1").text
    anna.patch(f"{URL}/1", data={"name": "Accounting", "url": "https://example.com", "version": "1"})
    assert row(cast, Webhook, 1).name == "Accounting"
    anna.patch(f"{URL}/1", data={"active": "false"})
    assert not row(cast, Webhook, 1).active
    anna.post(f"{URL}/1/secret")
    assert row(cast, Webhook, 1).old_secret == found.secret
    assert "Tell the ERP" in anna.get(f"{URL}/1/deletion").text
    assert anna.delete(f"{URL}/1").headers["location"] == URL
    assert anna.get(f"{URL}/1").status_code == 404


def test_a_bad_address_is_told_at_its_field_and_nothing_is_lost(anna: TestClient, cast: Cast) -> None:
    answer = anna.post(URL, data={"name": "ERP", "url": "ftp://x"})
    assert answer.status_code == 422
    for part in ("Enter a whole address", 'value="ERP"', 'value="ftp://x"'):
        assert part in answer.text
    kept = webhook(cast)
    answer = anna.patch(f"{URL}/{kept}", data={"name": "", "url": "https://example.com", "version": "1"})
    assert "Fill in “Name”." in answer.text
    stale = anna.patch(f"{URL}/{kept}", data={"name": "New", "url": "https://example.com", "version": "7"})
    assert stale.status_code == 409


def test_a_test_goes_out_and_its_answer_is_read(anna: TestClient, cast: Cast) -> None:
    with receiver(answering(418, "<i>I am a teapot</i>")) as server:
        kept = webhook(cast, "Księgowość <b>", server.url)
        log = anna.post(f"{URL}/{kept}/tries").headers["location"]
        until = time.monotonic() + PATIENCE
        while not rows(cast, DeliveryAttempt) and time.monotonic() < until:
            time.sleep(0.02)
    page = anna.get(log).text
    for part in (
        "The address has answered with 418.",
        "&lt;i&gt;I am a teapot",
        "stepmark.test",
        "Next try",
        "Księgowość &lt;b&gt;&#34;",
    ):
        assert part in page
    assert "Failing" in anna.get(f"{URL}/{kept}").text


def test_the_log_is_narrowed_and_repeats(anna: TestClient, cast: Cast) -> None:
    failed = failed_delivery(cast, "Roof")
    sent = failed_delivery(cast, "Door", state="sent", reason=None)
    for address, there in (
        ("", "RD"),
        ("?state=failed", "R"),
        ("?state=sent", "D"),
        ("?channel=webhook&state=x", "RD"),
    ):
        text = anna.get(f"/deliveries{address}").text
        assert ("Roof" in text, "Door" in text) == ("R" in there, "D" in there), address
    assert "Nothing here" in anna.get(f"/deliveries?run_id=7&via_id={'9' * 30}").text
    answer = anna.post(f"/deliveries/{sent}/again")
    assert answer.headers["location"] == f"/deliveries/{sent}"
    assert {each.id: each.state for each in rows(cast, Delivery)} == {failed: "failed", sent: "waiting"}
    assert anna.post(f"/deliveries/{sent}/again").status_code == 409


def test_a_run_leads_to_what_it_has_sent(anna: TestClient, cast: Cast, rules: Rules) -> None:
    rules.make("created", {"do": "send_webhook", "settings": {"webhook_id": webhook(cast)}})
    cast.deal()
    (run,), (delivery,) = rules.runs(), rows(cast, Delivery)
    assert f'href="/deliveries/{delivery.id}"' in anna.get(f"/runs/{run.id}").text
