"""SMS by rules: to which number, from whom, in which letters, once, and what is kept of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from stepmark.automation.rules import enable_rule
from stepmark.automation.trace import shown_text
from stepmark.commands.members import update_member
from stepmark.commands.sms_accounts import delete_sms_account, make_sms_standard, update_sms_account
from stepmark.domain.deliveries import Delivery
from stepmark.domain.messages import Message
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform import clock
from stepmark.platform.errors import Problem
from stepmark.worker.sender import Sender
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.receiver import receiver
from tests.support.rules import Rules, set_fields
from tests.support.sms import sms_account
from tests.support.sms_providers import form_of, smsapi_error, smsapi_taken
from tests.support.web import signed_in

CHANGED = {"on": "modified", "fields": ["amount"]}
PHONES = ["+48 22 123 45 67", "600 100 200", "+48 601 000 111", "123"]
alone = pytest.mark.sqlite_alone


@pytest.fixture
def sender(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Sender:
    """Sends to loopback too."""
    clock.set_clock(datetime.now(UTC).isoformat())
    monkeypatch.setattr(cast.database.settings, "outbound_networks", "127.0.0.0/8")
    return Sender(cast.edge)


def send_sms(**settings: Any) -> dict[str, Any]:
    return {"do": "send_sms", "settings": {"text": "Hello", "to_client": True, **settings}}


def deal_with_phones(cast: Cast, **more: Any) -> int:
    return cast.deal(title="Dach", contact_id=cast.contact("Olga", phones=PHONES), **more)


def reason_of(rules: Rules) -> str:
    return str(shown_text(rules.runs()[-1].trace[-1]["reason"]))


@pytest.mark.row("S28", "C1")
def test_the_client_gets_one_sms_under_the_chosen_name_and_it_stands_on_the_timeline(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    with receiver(smsapi_taken()) as provider:
        sms_account(cast, provider, transliterate=True)
        send = send_sms(text="Zażółć {{ deal.title }}!", sender="Serwis", number="mobile")
        rules.make(CHANGED, [send, set_fields(source="Written to")], name="Greet")
        deal = deal_with_phones(cast)
        cast.change("deal", deal, amount="5")
        assert (rules.outcomes(), provider.received) == (["waiting"], [])
        assert (sender.send_all(), sender.send_all()) == (1, 0)
    (received,) = provider.received
    form = form_of(received)
    assert (form["to"], form["from"], form["message"]) == ("48600100200", "Serwis", "Zazolc Dach!")
    assert (rules.outcomes(), rules.value("deal", deal, "source")) == (["done"], "Written to")
    (kept,) = rows(cast, Message)
    assert (kept.subject, kept.channel, kept.direction) == ("Zazolc Dach!", "sms", "out")
    assert (kept.sender, kept.recipient, kept.deal_id) == ("Serwis", "+48 600 100 200", deal)
    sent = [each for each in rules.history("deal", deal) if each.name == "message.sent"]
    assert [each.cause["name"] for each in sent] == ["Greet"]


@pytest.mark.row("S29")
@pytest.mark.parametrize(
    ("number", "to"),
    [
        ("main", ["48221234567"]),
        ("first", ["48221234567"]),
        ("mobile", ["48600100200"]),
        ("all", ["48221234567", "48600100200", "48601000111"]),
    ],
)
@alone
def test_the_number_that_is_meant_is_used(cast: Cast, rules: Rules, sender: Sender, number: str, to: list[str]) -> None:
    with receiver(smsapi_taken()) as provider:
        sms_account(cast, provider)
        rules.make(CHANGED, send_sms(number=number))
        cast.change("deal", deal_with_phones(cast), amount="5")
        sender.send_all()
    assert sorted(form_of(each)["to"] for each in provider.received) == to


@alone
def test_a_main_number_that_is_none_is_not_silently_another(cast: Cast, rules: Rules, sender: Sender) -> None:
    with receiver(smsapi_taken()) as provider:
        sms_account(cast, provider)
        rules.make(CHANGED, send_sms(number="main"))
        deal = cast.deal(contact_id=cast.contact("Olga", phones=["123", "600 100 200"]))
        cast.change("deal", deal, amount="5")
        assert rules.outcomes() == ["failed"]
        assert "phone number" in reason_of(rules)
        rules.make(CHANGED, send_sms(number="first"))
        cast.change("deal", deal, amount="6")
        sender.send_all()
    assert [form_of(each)["to"] for each in provider.received] == ["48600100200"]


@pytest.mark.row("S27")
@alone
def test_employees_get_it_at_the_phone_of_their_profile(cast: Cast, rules: Rules, sender: Sender) -> None:
    boris = {"who": "member", "member_id": cast.boris.member_id}
    anna = {"who": "member", "member_id": cast.anna.member_id}
    with receiver(smsapi_taken()) as provider:
        sms_account(cast, provider)
        cast.run(update_member, cast.boris.member_id, {"phone": "+48 500 500 500"})
        rules.make(CHANGED, send_sms(to=[boris, anna, boris], to_client=False))
        cast.change("deal", cast.deal(), amount="5")
        assert sender.send_all() == 1
    assert form_of(provider.received[0])["to"] == "48500500500"
    (run,) = rules.runs()
    warnings = [str(shown_text(each)) for entry in run.trace for each in entry.get("warnings", ())]
    assert [each for each in warnings if "Anna" in each]


@pytest.mark.row("F16", "S27")
@alone
def test_without_an_account_a_rule_is_a_draft_that_cannot_be_switched_on(
    app: FastAPI, cast: Cast, rules: Rules
) -> None:
    rule = rules.make(CHANGED, send_sms(), enabled=False)
    with pytest.raises(Problem) as refused:
        cast.run(enable_rule, rule)
    assert "SMS" in str(refused.value.detail)
    assert 'href="/settings/sms"' in signed_in(app, cast, cast.anna).get(f"/rules/{rule}").text
    account = sms_account(cast)
    cast.run(enable_rule, rule)
    cast.run(update_sms_account, account, {"active": False})
    cast.change("deal", deal_with_phones(cast), amount="5")
    assert rules.outcomes() == ["failed"]
    assert "no account" in reason_of(rules)


@alone
def test_another_account_may_be_chosen_and_one_that_is_off_is_replaced_by_the_standard_one(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    with receiver(smsapi_taken()) as usual, receiver(smsapi_taken()) as other:
        sms_account(cast, usual)
        chosen = sms_account(cast, other, name="Other", senders=["Other"])
        rules.make(CHANGED, send_sms(account_id=chosen, sender="Serwis"))
        deal = deal_with_phones(cast)
        cast.change("deal", deal, amount="5")
        sender.send_all()
        cast.run(update_sms_account, chosen, {"active": False})
        cast.change("deal", deal, amount="6")
        sender.send_all()
        cast.run(make_sms_standard, chosen)
    assert [form_of(each)["from"] for each in other.received] == ["Other"]
    assert [form_of(each)["from"] for each in usual.received] == ["Serwis"]
    assert [each.is_standard for each in rows(cast, SmsAccount)] == [False, True]


@alone
def test_what_is_refused_for_good_fails_and_what_passes_is_tried_again(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    with receiver(smsapi_error(14, "Wrong sender"), smsapi_error(201), smsapi_error(53)) as provider:
        account = sms_account(cast, provider)
        rules.make(CHANGED, send_sms())
        deal = deal_with_phones(cast)
        cast.change("deal", deal, amount="5")
        sender.send_all()
        assert rules.outcomes() == ["failed"]
        assert "Wrong sender" in reason_of(rules)
        assert "Wrong sender" in str(shown_text(row(cast, SmsAccount, account).trouble))
        cast.change("deal", deal, amount="6")
        sender.send_all()
        assert rules.outcomes() == ["failed", "waiting"]
        clock.set_clock(datetime.fromtimestamp(clock.now().timestamp() + 20, UTC).isoformat())
        assert sender.send_all() == 1
    assert rules.outcomes() == ["failed", "done"]
    keys = [form_of(each)["idx"] for each in provider.received]
    assert keys[1] == keys[2] != keys[0]
    assert row(cast, SmsAccount, account).trouble is None
    assert len(rows(cast, Message)) == 1


@alone
def test_a_text_without_end_is_refused_and_a_deleted_account_sends_nothing(
    cast: Cast, rules: Rules, sender: Sender
) -> None:
    account = sms_account(cast)
    rules.make(CHANGED, send_sms(text="{{ deal.title }}" * 30))
    deal = deal_with_phones(cast)
    cast.change("deal", deal, title="W" * 300, amount="5")
    assert rules.outcomes() == ["failed"]
    assert "parts" in reason_of(rules)
    rules.make(CHANGED, send_sms())
    cast.change("deal", deal, title="x", amount="6")
    cast.run(delete_sms_account, account)
    sender.send_all()
    assert [each.state for each in rows(cast, Delivery)][-1] == "failed"
    assert row(cast, SmsAccount, account).secret is None
