"""Changing fields: fixed, copied or written; of the record or of those it is linked with."""

from dataclasses import replace
from typing import Any

import pytest

from stepmark.automation import fan_out
from stepmark.automation.advance import advance
from stepmark.commands.deal_moves import close_deal
from stepmark.domain.workspace import Visibility
from stepmark.platform.errors import Invalid
from stepmark.queries.timelines import timeline_of
from tests.cast import Cast
from tests.support.rules import Rules, faults_of, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


@pytest.mark.row("C10", "S25")
def test_a_fixed_value_a_copy_and_a_text(cast: Cast, rules: Rules) -> None:
    for key in ("fixed", "copied", "written"):
        cast.field(key, "text")
    company = cast.company("ACME")
    values = {
        "custom__fixed": "A",
        "custom__copied": {"copy": "company.name"},
        "custom__written": {"text": "{{ deal.title }} for {{ deal.company }}"},
    }
    rules.make(CHANGED, set_fields(**values))
    deal = cast.deal(title="ERP", company_id=company)
    cast.change("deal", deal, source="Website")
    found = [rules.value("deal", deal, f"custom.{key}") for key in ("fixed", "copied", "written")]
    assert found == ["A", "ACME", "ERP for ACME"]


@pytest.mark.parametrize(
    ("mode", "phones"),
    [
        ("append", ["+48600100200", "+48600100201"]),
        ("replace", ["+48600100201", "+48600100200"]),
        (None, ["+48600100201", "+48600100200"]),
    ],
)
@pytest.mark.row("C11", "C17")
def test_appending_replacing_and_not_set(cast: Cast, rules: Rules, mode: str | None, phones: list[str]) -> None:
    new = {"value": ["+48600100201", "+48600100200"], **({"mode": mode} if mode else {})}
    rules.make({"on": "modified", "fields": ["job_title"]}, set_fields(phones=new), kind="contact")
    contact = cast.contact(phones=["+48600100200"])
    cast.change("contact", contact, job_title="CEO")
    shown = [phone.replace(" ", "") for phone in rules.value("contact", contact, "phones")]
    assert shown == phones


@pytest.mark.row("C9", "C16")
@pytest.mark.parametrize("empty", ["", None, {"text": " {{ deal.source }} "}, {"copy": "source"}])
def test_a_name_is_never_blanked(cast: Cast, rules: Rules, empty: object) -> None:
    rules.make({"on": "modified", "fields": ["amount"]}, set_fields(title=empty, source="Website"))
    deal = cast.deal(title="ERP")
    cast.change("deal", deal, amount="5")
    assert rules.value("deal", deal, "title") == "ERP"
    assert rules.value("deal", deal, "source") == "Website"
    (entry,) = rules.runs()[0].trace
    assert "The name is left as it is, as it would be empty." in [each["message"] for each in entry["warnings"]]


def test_an_empty_placeholder_is_warned_of_in_the_trace(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["amount"]}, set_fields(source={"text": "[{{ deal.company }}]"}))
    deal = cast.deal()
    cast.change("deal", deal, amount="5")
    assert rules.value("deal", deal, "source") == "[]"
    (entry,) = rules.runs()[0].trace
    assert entry["warnings"] == [{"message": "“%(field)s” is empty.", "values": {"field": "Company"}}]


@pytest.mark.row("C12")
def test_on_behalf_of_somebody_the_history_names_them_and_the_run(cast: Cast, rules: Rules) -> None:
    action = set_fields(custom__tier="A")
    cast.field("tier", "text")
    action["settings"]["on_behalf"] = cast.magda.member_id
    rule = rules.make(CHANGED, action)
    deal = cast.deal()
    cast.change("deal", deal, by=cast.anna, source="Website")
    newest = rules.history("deal", deal)[-1]
    assert (newest.actor_name, newest.cause["kind"], newest.cause["rule"]) == ("Magda Nowak", "rule", rule)
    assert newest.changes == {"custom.tier": [None, "A"]}


@pytest.mark.row("C3", "C4")
def test_only_the_first_contact_of_a_deal_is_changed(cast: Cast, rules: Rules) -> None:
    first, second = cast.contact("First"), cast.contact("Second")
    action = {"do": "set_fields", "settings": {"target": "contact", "values": {"job_title": "Buyer"}}}
    rules.make(CHANGED, action)
    both = cast.deal(contact_id=first, contact_ids=[second])
    cast.change("deal", both, source="Website")
    assert [rules.value("contact", each, "job_title") for each in (first, second)] == ["Buyer", None]
    further_only = cast.deal(contact_ids=[second])
    cast.change("deal", further_only, source="Website")
    assert rules.value("contact", second, "job_title") == "Buyer"


@pytest.mark.row("C3")
def test_without_a_contact_it_is_skipped_with_the_reason(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, {"do": "set_fields", "settings": {"target": "contact", "values": {"job_title": "Buyer"}}})
    cast.change("deal", cast.deal(), source="Website")
    (entry,) = rules.runs()[0].trace
    assert entry["outcome"] == "skipped"
    assert entry["reason"]["message"] == "There is no such linked record."


def test_many_linked_records_are_changed_in_portions(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "PORTION", 2)
    company = cast.company()
    deals = [cast.deal(title=f"Deal {number}", company_id=company) for number in range(5)]
    cast.run(close_deal, deals[4], "won")
    rules.make(
        {"on": "modified", "fields": ["status"]},
        {"do": "set_fields", "settings": {"target": "deals", "values": {"source": {"copy": "status"}}}},
        kind="company",
    )
    cast.change("company", company, status="Client")
    (run,) = rules.runs()
    assert run.outcome == "waiting"
    assert [rules.value("deal", each, "source") for each in deals] == ["Client", "Client", None, None, None]
    assert cast.run(advance, run.id)
    assert [rules.value("deal", each, "source") for each in deals] == ["Client"] * 4 + [None]
    assert rules.outcomes() == ["done"]


def test_without_time_for_more_one_record_is_changed_in_a_go(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "LONGEST", 0.0)
    company = cast.company()
    deals = [cast.deal(company_id=company) for _ in range(2)]
    action = {"do": "set_fields", "settings": {"target": "deals", "values": {"source": "Told"}}}
    rules.make({"on": "modified", "fields": ["status"]}, action, kind="company")
    cast.change("company", company, status="Client")
    assert [rules.value("deal", each, "source") for each in deals] == ["Told", None]
    assert cast.run(advance, rules.runs()[0].id)
    assert [rules.value("deal", each, "source") for each in deals] == ["Told", "Told"]
    assert rules.outcomes() == ["done"]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"values": {"gone": "x"}}, "values/gone"),
        ({"values": {"created_at": "2026-01-01"}}, "values/created_at"),
        ({"values": {"amount": "much"}}, "values/amount"),
        ({"values": {"status": "maybe"}}, "values/status"),
        ({"values": {"source": {"text": "{{ deal.gone }}"}}}, "values/source"),
        ({"values": {"source": {"copy": "gone"}}}, "values/source"),
        ({"values": {"amount": {"copy": "title"}}}, "values/amount"),
        ({"values": {"source": {"copy": "contact.phones"}}}, "values/source"),
        ({"values": {"source": {"value": "a", "copy": "title"}}}, "values/source"),
        ({"values": {"source": {"value": "a", "what": "title"}}}, "values/source"),
        ({"values": {"title": "x"}, "target": "contact"}, "values/title"),
        ({"values": {"contact_ids": "1"}}, "values/contact_ids"),
        ({"values": {"co_executor_ids": [True]}}, "values/co_executor_ids"),
        ({"values": {}, "target": "wishes"}, "target"),
        ({"values": {}, "target": "contact.company.parent"}, "target"),
    ],
)
def test_what_means_nothing_is_refused_when_it_is_saved(values: dict[str, Any], place: str) -> None:
    assert faults_of("set_fields", values) == [place]


def test_a_rule_is_refused_with_the_place_of_the_fault(rules: Rules) -> None:
    with pytest.raises(Invalid) as refused:
        rules.make(CHANGED, [set_fields(source="a"), set_fields(gone="x")])
    assert list(refused.value.errors) == ["actions/2/settings/values/gone"]


@pytest.mark.row("C13", "C14")
def test_what_it_does_to_the_company_stands_on_both_timelines(cast: Cast, rules: Rules) -> None:
    action = {"do": "set_fields", "settings": {"target": "company", "values": {"type": "VIP client"}}}
    rules.make(CHANGED, action)
    company = cast.company("Novum", responsible_id=cast.magda.member_id)
    deal = cast.deal(company_id=company, responsible_id=cast.boris.member_id)
    cast.change("deal", deal, by=cast.boris, source="Website")
    with cast.database.reading(cast.anna.workspace_id) as session:
        on_the_deal = timeline_of(session, cast.anna, "deal", deal).happenings[0]
        on_the_company = timeline_of(session, cast.anna, "company", company).happenings[0]
        hidden = replace(cast.boris, visibility=Visibility.OWN)
        told = {each.event.kind for each in timeline_of(session, hidden, "deal", deal).happenings}
    assert (str(on_the_deal.text), str(on_the_company.text)) == ("Boris Lem changed “Novum”", "Boris Lem made changes")
    assert (on_the_deal.changes[0].before, on_the_deal.changes[0].after) == (None, "VIP client")
    assert told == {"deal"}, "whoever may not see the company is told nothing of it"
