"""Telling other systems: what they get, how often it is tried, and what the rule does meanwhile."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook as Judge

from stepmark.automation.deliveries import send_again, try_webhook
from stepmark.automation.runs import retry_run, stop_run
from stepmark.automation.trace import shown_text
from stepmark.automation.undo import undo_run
from stepmark.commands.webhooks import create_webhook, delete_webhook, renew_secret, update_webhook
from stepmark.domain.deliveries import Delivery, DeliveryAttempt
from stepmark.domain.notes import Notice
from stepmark.domain.rules import Rule
from stepmark.domain.webhooks import Webhook
from stepmark.platform import clock
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.receiver import Receiver, answering, receiver
from tests.support.rules import Rules, set_fields

CHANGED = {"on": "modified", "fields": ["amount"]}
GAPS = (10, 30, 60, 120, 180, 240, 600, 3600, 7200, 18000)


@pytest.fixture
def sender(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Sends to loopback too."""
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
    return Sender(cast.edge)


def told(cast: Cast, rules: Rules, server: Receiver, **more: Any) -> tuple[int, int]:
    """A rule that tells the server of changed amounts and then says so in the source, and its webhook."""
    webhook = cast.run(create_webhook, {"name": "ERP", "url": server.url})
    send = {"do": "send_webhook", "settings": {"webhook_id": webhook}, **more}
    return rules.make(CHANGED, [send, set_fields(source="Told")], name="Tell the ERP"), webhook


@pytest.mark.row("S44", "S45")
def test_it_gets_the_record_with_what_has_changed_signed(cast: Cast, rules: Rules, sender: Sender) -> None:
    cast.field("tier", "text")
    with receiver() as server:
        rule, webhook = told(cast, rules, server)
        deal = cast.deal(title="Żółty dach", amount="100", custom__tier="A")
        cast.change("deal", deal, amount="250.5", stage_id=cast.stages[1])
        assert (rules.outcomes(), rules.value("deal", deal, "source")) == (["waiting"], None)
        assert server.received == []
        assert sender.send_all() == 1
    (received,) = server.received
    Judge(str(row(cast, Webhook, webhook).secret)).verify(received.body, received.headers)
    data = json.loads(received.body)["data"]
    assert data["record"] | {"title": "Żółty dach", "amount": "250.50", "custom": {"tier": "A"}} == data["record"]
    assert [each["amount"] for each in data["changes"]["amount"]] == ["100.00", "250.50"]
    assert data["changes"]["stage_id"] == [cast.stages[0], cast.stages[1]]
    assert (data["rule"]["id"], data["rule"]["name"]) == (rule, "Tell the ERP")
    (run,) = rules.runs()
    assert (data["run"]["id"], run.outcome) == (run.id, "done")
    assert rules.value("deal", deal, "source") == "Told"


@pytest.mark.row("S46")
def test_one_that_always_fails_is_asked_eleven_times_at_those_gaps(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(answering(500, "Out of order")) as server:
        told(cast, rules, server)
        cast.change("deal", cast.deal(), amount="5")
        for number, gap in enumerate((*GAPS, 0), start=1):
            assert sender.send_all() == 1
            assert len(server.received) == number
            ended = now()
            clock.set_clock((ended + timedelta(seconds=gap - 2)).isoformat())
            assert sender.send_all() == 0, f"it was asked before {gap} s had passed"
            clock.set_clock((ended + timedelta(seconds=gap + 1)).isoformat())
        assert sender.send_all() == 0
    assert len({each.headers["webhook-id"] for each in server.received}) == 1
    assert len({each.body for each in server.received}) == 1
    (delivery,) = rows(cast, Delivery)
    assert (delivery.state, delivery.attempts) == ("failed", 11)
    attempts = rows(cast, DeliveryAttempt)
    assert [each.answer for each in attempts] == [{"status": 500, "text": "Out of order"}] * 11
    (run,) = rules.runs()
    assert run.outcome == "failed"
    assert "It was given up after 11 tries." in str(shown_text(run.trace[-1]["reason"]))
    assert rules.value("deal", run.record_id, "source") is None


def test_one_that_recovers_lets_the_rule_go_on(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(answering(503, Retry_After="60"), answering(302, Location="/"), answering(200)) as server:
        told(cast, rules, server)
        deal = cast.deal()
        cast.change("deal", deal, amount="5")
        assert sender.send_all() == 1
        for seconds, sent in ((50, 0), (11, 1), (31, 1)):
            clock.set_clock((now() + timedelta(seconds=seconds)).isoformat())
            assert sender.send_all() == sent
    assert rules.outcomes() == ["done"]
    assert rules.value("deal", deal, "source") == "Told"


def test_one_that_is_gone_is_switched_off_at_once(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(answering(410)) as server:
        _rule, webhook = told(cast, rules, server)
        cast.change("deal", cast.deal(), amount="5")
        assert sender.send_all() == 1
        cast.change("deal", 1, amount="6")
        assert sender.send_all() == 1
    assert len(server.received) == 1
    found = row(cast, Webhook, webhook)
    assert (found.active, found.off_reason) == (False, "gone")
    assert rules.outcomes() == ["failed", "failed"]


def test_messages_about_one_record_keep_their_order(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(answering(500), answering(200)) as server:
        told(cast, rules, server)
        first, second = cast.deal(), cast.deal()
        for deal, amount in ((first, "1"), (first, "2"), (second, "3")):
            cast.change("deal", deal, amount=amount)
        assert sender.send_all() == 2, "the second message about the first deal waits for the first"
        clock.set_clock((now() + timedelta(seconds=11)).isoformat())
        assert sender.send_all() == 2
    amounts = [json.loads(each.body)["data"]["record"]["amount"] for each in server.received]
    assert amounts == ["1.00", "3.00", "1.00", "2.00"]


def test_an_address_that_fails_for_five_days_rests_its_rules_until_it_takes_something(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    with receiver(answering(500), answering(500), answering(200)) as server:
        rule, webhook = told(cast, rules, server)
        cast.change("deal", cast.deal(), amount="5")
        assert sender.send_all() == 1
        clock.set_clock((now() + timedelta(days=5, seconds=1)).isoformat())
        assert sender.send_all() == 1
        assert row(cast, Rule, rule).suspended == "webhook-failing"
        notices = [each for each in rows(cast, Notice) if each.kind == "rule"]
        assert [each.member_id for each in notices] == [cast.anna.member_id]
        (delivery,) = rows(cast, Delivery)
        clock.set_clock((now() + timedelta(hours=1)).isoformat())
        assert sender.send_all() == 1, "of a rule that rests nothing goes out"
        assert len(server.received) == 2
        with pytest.raises(Problem, match="was stopped"):
            cast.run(send_again, delivery.id)
        cast.run(try_webhook, webhook)
        assert sender.send_all() == 1
    assert row(cast, Rule, rule).suspended is None


def test_what_failed_is_tried_again_with_its_run_or_from_the_log(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(answering(410), answering(200)) as server:
        _rule, webhook = told(cast, rules, server)
        deals = [cast.deal(), cast.deal()]
        for deal in deals:
            cast.change("deal", deal, amount="5")
        sender.send_all()
        cast.run(update_webhook, webhook, {"active": True})
        (first, _second), (_one, other) = rules.runs(), rows(cast, Delivery)
        cast.run(retry_run, first.id)
        cast.run(send_again, other.id)
        with pytest.raises(Problem, match="waits to be sent already"):
            cast.run(send_again, other.id)
        assert sender.send_all() == 2
    assert rules.outcomes() == ["done", "done"]
    assert [rules.value("deal", deal, "source") for deal in deals] == ["Told", "Told"]
    with pytest.raises(Problem, match="administrator"):
        cast.run(send_again, other.id, by=cast.magda)
    with pytest.raises(Problem):
        cast.run(send_again, other.id, by=cast.clara)


def test_a_rule_that_goes_on_after_a_failure_goes_on(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(answering(410)) as server:
        told(cast, rules, server, on_failure="go_on")
        deal = cast.deal()
        cast.change("deal", deal, amount="5")
        sender.send_all()
    assert (rules.outcomes(), rules.value("deal", deal, "source")) == (["done"], "Told")


def test_nothing_goes_out_of_a_run_that_was_stopped(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver() as server:
        told(cast, rules, server)
        cast.change("deal", cast.deal(), amount="5")
        (run,) = rules.runs()
        cast.run(stop_run, run.id)
        sender.send_all()
    assert server.received == []
    assert [each.state for each in rows(cast, Delivery)] == ["failed"]


def test_undoing_names_what_was_sent(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver() as server:
        told(cast, rules, server)
        deal = cast.deal(source="Fair")
        cast.change("deal", deal, amount="5")
        sender.send_all()
    (run,) = rules.runs()
    assert [str(each) for each in cast.run(undo_run, run.id)] == [f"what was sent to {server.url}"]
    assert rules.value("deal", deal, "source") == "Fair"


def test_secrets_overlap_for_a_day(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver() as server:
        _rule, webhook = told(cast, rules, server)
        old = str(row(cast, Webhook, webhook).secret)
        cast.run(renew_secret, webhook)
        cast.change("deal", cast.deal(), amount="5")
        sender.send_all()
        clock.set_clock((now() + timedelta(days=1, seconds=1)).isoformat())
        cast.change("deal", 1, amount="6")
        sender.send_all()
    both, alone = (each.headers["webhook-signature"].split() for each in server.received)
    assert (len(both), len(alone)) == (2, 1)
    Judge(old).verify(server.received[0].body, server.received[0].headers)


def test_a_webhook_that_is_gone_fails_the_run_in_words(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver() as server:
        _rule, webhook = told(cast, rules, server)
        cast.change("deal", cast.deal(), amount="5")
        cast.run(delete_webhook, webhook)
        sender.send_all()
        cast.change("deal", 1, amount="6")
    assert server.received == []
    assert rules.outcomes() == ["failed", "failed"]


def test_an_address_inside_the_house_is_refused_for_good(cast: Cast, rules: Rules) -> None:
    with receiver() as server:
        told(cast, rules, server)
        cast.change("deal", cast.deal(), amount="5")
        Sender(cast.edge).send_all()
    assert server.received == []
    assert rules.outcomes() == ["failed"]
    assert "open internet" in json.dumps(rules.runs()[0].trace)


@pytest.mark.parametrize("url", ["", "ftp://example.com", "https://a:b@example.com/"])
def test_bad_addresses_are_refused_by_the_field(cast: Cast, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_webhook, {"name": "ERP", "url": url})
    assert list(refused.value.errors) == ["url"]
