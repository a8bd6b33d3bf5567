"""What comes in through a webhook: whether a record is made, changed or neither, and with whose rights."""

from typing import Any

import pytest

from stepmark.automation.incoming import Received, receive
from stepmark.commands.exceptions import add_exception
from stepmark.commands.incoming_webhooks import create_incoming_webhook, drop_old_calls
from stepmark.domain.contacts import Contact
from stepmark.domain.history import History
from stepmark.domain.incoming_webhooks import IncomingCall
from stepmark.domain.leads import Lead
from stepmark.platform.clock import now, set_clock
from stepmark.platform.errors import Invalid
from tests.cast import Cast
from tests.support.incoming import incoming_webhook
from tests.support.people import events, row, rows
from tests.support.rules import Rules, set_fields

SPAM: Any = {"subject": "Buy", "from": {"email": "SPAM@example.com"}}


def sent(cast: Cast, webhook_id: int, _key: Any = None, **payload: Any) -> Received:
    """What came of a call."""
    answer: Received = cast.run(receive, webhook_id, payload, "{}", _key)
    return answer


def mapping(**paths: str) -> list[dict[str, str]]:
    """A mapping; fields with a point are written `custom__size`."""
    return [{"path": path, "field": field.replace("__", ".")} for field, path in paths.items()]


def test_a_call_makes_a_lead_of_what_its_paths_lead_to(cast: Cast) -> None:
    cast.field("seats", "number", kind="lead")
    fields = mapping(title="subject", emails="from.0.email", phones="from.0.phone", custom__seats="a.b")
    hook = incoming_webhook(cast, fields=fields)
    payload: Any = {
        "subject": "Roof",
        "from": [{"email": "olga@example.com", "phone": 48600100200}],
        "a.b": 12.5,
        "x": None,
    }
    done = sent(cast, hook, **payload)
    lead = row(cast, Lead, done.record_id)
    assert (done.outcome, lead.title, lead.responsible_id) == ("created", "Roof", cast.anna.member_id)
    created, received = events(cast, "lead", lead.id)[0], events(cast, "lead", lead.id)[-1]
    assert created.changes["emails"][1] == ["olga@example.com"]
    assert created.changes["custom.seats"][1] in ("12.5", 12.5)
    assert received.name == "webhook.received"
    assert created.cause == {"kind": "webhook", "source": hook, "name": "Shop"}


def test_a_record_is_found_by_an_address_and_keeps_its_other_ones(cast: Cast) -> None:
    olga = cast.contact("Olga", emails=["olga@example.com", "home@example.com"])
    fields = mapping(name="name", emails="email", job_title="job")
    hook = incoming_webhook(cast, kind="contact", fields=fields, find_by="emails")
    done = sent(cast, hook, name="Olga Nowak", email="HOME@example.com", job="Director")
    assert (done.outcome, done.record_id) == ("changed", olga)
    assert (row(cast, Contact, olga).name, row(cast, Contact, olga).job_title) == ("Olga Nowak", "Director")
    assert "emails" not in events(cast, "contact", olga)[-2].changes
    cast.contact("Other", emails=["home@example.com"])
    twice = sent(cast, hook, name="Olga", email="home@example.com")
    assert (twice.outcome, str(twice.problem)) == ("refused", "invalid: 2 records have this value. Which is meant?")


@pytest.mark.parametrize(("missing", "outcome"), [("create", "created"), ("refuse", "refused"), ("ignore", "ignored")])
def test_what_is_done_where_there_is_none(cast: Cast, missing: str, outcome: str) -> None:
    cast.field("code", "text", kind="deal")
    fields = mapping(title="t", custom__code="c")
    hook = incoming_webhook(cast, kind="deal", fields=fields, find_by="custom.code", missing=missing)
    assert sent(cast, hook, t="Roof", c="A1").outcome == outcome
    deal = cast.deal(custom__code="a1")
    if missing != "create":
        assert sent(cast, hook, t="Roof", c="A1")[1:4] == ("changed", "deal", deal)


def test_a_record_may_be_named_by_its_id_and_nobody_elses_is_touched(cast: Cast) -> None:
    hook = incoming_webhook(cast, kind="company", fields=mapping(id="id", status="s"), find_by="id", missing="refuse")
    company = cast.company()
    assert sent(cast, hook, id=company, s="Key client").outcome == "changed"
    for wrong in ("9" * 30, -1, "x", True, company + 1, {"a": 1}):
        assert sent(cast, hook, id=wrong, s="Stolen").outcome == "refused", wrong
    assert {each.outcome for each in rows(cast, IncomingCall)} == {"changed", "refused"}


def test_a_key_is_taken_once_unless_it_was_refused(cast: Cast) -> None:
    hook = incoming_webhook(cast)
    refused = sent(cast, hook, "one", subject="")
    assert refused.outcome == "refused"
    first, second = (sent(cast, hook, "one", subject="Roof") for _ in range(2))
    assert first == second
    assert first.call_id == refused.call_id
    assert len(rows(cast, Lead)) == 1


def test_a_refusal_takes_nothing_and_is_written_down(cast: Cast) -> None:
    hook = incoming_webhook(cast)
    for wrong in ({"subject": {"a": 1}}, {"subject": ["a", "b"]}, {"subject": "Roof", "from": {"email": "no"}}):
        assert sent(cast, hook, **wrong).outcome == "refused"
    assert rows(cast, Lead) == []
    assert all(each.reason for each in rows(cast, IncomingCall))


def test_whoever_is_on_the_exceptions_list_makes_no_lead_and_leaves_a_trace(cast: Cast) -> None:
    cast.run(add_exception, "spam@example.com")
    done = sent(cast, incoming_webhook(cast), **SPAM)
    assert done.outcome == "barred"
    assert rows(cast, Lead) == []
    assert rows(cast, History, History.name == "exception.turned-away")


def test_rules_of_that_webhook_wake_and_read_what_came(cast: Cast) -> None:
    rules = Rules(cast)
    hook, other = incoming_webhook(cast), incoming_webhook(cast, "Other")
    trigger = {"on": "webhook_received", "incoming_webhook_id": hook}
    city = {"source": {"text": "From {{ payload.where.city }}{{ payload.none.such }}"}}
    rule = rules.make(
        trigger, set_fields(**city), kind="lead", when=[{"field": "title", "op": "equal", "value": "Roof"}]
    )
    sent(cast, other, subject="Roof", where={"city": "Gdynia"})
    sent(cast, hook, subject="Door", where={"city": "Gdynia"})
    assert rules.runs(rule) == []
    done = sent(cast, hook, subject="Roof", where={"city": "<b>Łódź</b>", "type": {"type": "x", "value": 1}})
    assert rules.outcomes(rule) == ["done"]
    assert row(cast, Lead, done.record_id).source == "From <b>Łódź</b>"


@pytest.mark.sqlite_alone
def test_a_text_reads_what_came_only_where_something_comes_in(cast: Cast) -> None:
    text = {"source": {"text": "{{ payload.city }}"}}
    with pytest.raises(Invalid) as refused:
        Rules(cast).make("created", set_fields(**text), kind="lead")
    assert "There is no field “payload.city” here." in str(refused.value)


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "accrual"}, "kind"),
        ({"missing": "explode"}, "missing"),
        ({"fields": [{"path": "", "field": "title"}]}, "fields"),
        ({"fields": [{"path": "a\x00", "field": "title"}]}, "fields"),
        ({"fields": [{"path": "a", "field": "none"}]}, "fields"),
        ({"fields": mapping(title="a") * 2}, "fields"),
        ({"fields": ["x"]}, "fields"),
        ({"find_by": "emails", "fields": mapping(title="a")}, "find_by"),
        ({"find_by": "amount", "fields": mapping(title="a", amount="b")}, "find_by"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_webhook_that_means_nothing_is_refused_at_its_field(cast: Cast, values: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_incoming_webhook, {"name": "Shop", "kind": "lead", **values})
    assert refused.value.field == field


def test_what_came_in_is_forgotten_after_thirty_days(cast: Cast) -> None:
    sent(cast, incoming_webhook(cast), subject="Roof")
    assert cast.run(drop_old_calls) == 0
    set_clock(f"{now().year + 1}-12-31T00:00:00")
    assert cast.run(drop_old_calls) == 1
    assert rows(cast, IncomingCall) == []
