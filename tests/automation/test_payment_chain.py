"""The whole chain: a stage asks for money, the client pays on the page or at Stripe, and the deal goes on by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from stepmark.commands.deal_moves import move_deal
from stepmark.commands.payment_notes import note_transfer
from stepmark.domain.messages import Message
from stepmark.domain.notes import Notice
from stepmark.domain.payment_links import PaymentLink
from stepmark.platform import clock
from stepmark.worker.sender import Sender
from tests.automation.actions.test_create_payment_link import create
from tests.automation.actions.test_send_mail import send_mail
from tests.automation.triggers.test_invoice_paid import track
from tests.cast import Cast
from tests.support.mail_server import MailHost, mail_host
from tests.support.mails import mailbox
from tests.support.payments import with_stripe
from tests.support.people import rows
from tests.support.rules import Rules
from tests.support.stripe_double import deliver, stripe_double
from tests.support.web import browser

ASK = {"subject": "Please pay", "text": "Pay here: {{ values.payment_url }}"}


@pytest.fixture
def sender(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Sends to loopback too."""
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
    return Sender(cast.edge)


@pytest.fixture
def host() -> Iterator[MailHost]:
    """Where mail goes."""
    with mail_host() as found:
        yield found


def arrange(cast: Cast, rules: Rules, host: MailHost, **link: Any) -> int:
    """On entering the second stage: a link, then the mail; a payment moves the deal to the third."""
    mailbox(cast, host)
    entered = {"on": "stage_entered", "stage_id": cast.stages[1]}
    rules.make(entered, [create(**link), send_mail(**ASK)], name="Ask")
    track(cast, rules, cast.stages[2], "order_paid_by_link")
    client = cast.contact("Olga", emails=["olga@example.com"])
    return cast.deal(title="Dach", contact_id=client, responsible_id=cast.boris.member_id, amount="100")


@pytest.mark.row("B10", "B13")
def test_the_client_pays_at_stripe_and_the_deal_goes_on(
    app: FastAPI, cast: Cast, rules: Rules, sender: Sender, host: MailHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = with_stripe(cast)
    deal = arrange(cast, rules, host)
    cast.run(move_deal, deal, cast.stages[1])
    assert sender.send_all() == 1
    (link,) = rows(cast, PaymentLink)
    (received,) = host.received
    url = f"https://crm.example.com/pay/{link.token}"
    assert url in received.body()
    client = browser(app)
    with stripe_double() as double:
        monkeypatch.setattr(cast.database.settings, "stripe_url", double.url)
        assert "€100" in client.get(f"/pay/{link.token}").text
        assert client.post(f"/pay/{link.token}/checkout").headers["location"].startswith(double.url)
        (session_id,) = double.sessions
        body = double.paid(session_id)
    assert rules.value("deal", deal, "stage_id") == cast.stages[1]
    assert [deliver(client, settings.hook_token, body).json()["verdict"] for _each in range(2)] == ["paid", "paid"]
    assert rules.value("deal", deal, "stage_id") == cast.stages[2]
    assert "Thank you. This is paid." in client.get(f"/pay/{link.token}").text
    told = [each.message for each in rows(cast, Notice) if each.member_id == cast.boris.member_id]
    assert told.count("“%(what)s” is paid.") == 1
    assert [run.outcome for run in rules.runs()] == ["done", "done"]


@pytest.mark.sqlite_alone
def test_or_transfers_the_money_and_a_member_sees_it(cast: Cast, rules: Rules, sender: Sender, host: MailHost) -> None:
    with_stripe(cast)
    deal = arrange(cast, rules, host)
    cast.run(move_deal, deal, cast.stages[1])
    sender.send_all()
    (link,) = rows(cast, PaymentLink)
    cast.run(note_transfer, link.id)
    assert rules.value("deal", deal, "stage_id") == cast.stages[2]


@pytest.mark.row("B10")
def test_when_the_link_can_not_be_made_no_mail_leaves(cast: Cast, rules: Rules, sender: Sender, host: MailHost) -> None:
    with_stripe(cast)
    deal = arrange(cast, rules, host, automatic=False, order_id="999")
    cast.run(move_deal, deal, cast.stages[1])
    assert sender.send_all() == 0
    assert (host.received, rows(cast, Message), rules.outcomes()) == ([], [], ["failed"])
