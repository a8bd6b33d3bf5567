"""Sending to the archive by a rule."""

import pytest

from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.archive import archive_record, unarchive_record
from tests.cast import Cast
from tests.support.rules import Rules, faults_of, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def archive(target: str = "") -> dict[str, object]:
    return {"do": "archive", "settings": {"target": target}}


def test_the_deal_goes_and_undoing_the_run_brings_it_back_with_all_else_it_did(cast: Cast, rules: Rules) -> None:
    cast.field("tier", "text")
    rules.make(CHANGED, [set_fields(custom__tier="A"), archive()])
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["done", "done"]
    assert rules.value("deal", deal, "archived_at")
    assert cast.run(undo_run, rules.runs()[0].id) == []
    assert [rules.value("deal", deal, key) for key in ("archived_at", "custom.tier")] == [None, None]


def test_what_is_there_already_stays_and_the_trace_says_so(cast: Cast, rules: Rules) -> None:
    company = cast.company()
    cast.run(archive_record, COMPANY, company)
    since = rules.value("company", company, "archived_at")
    rules.make(CHANGED, archive("company"))
    cast.change("deal", cast.deal(company_id=company), source="Website")
    (entry,) = rules.runs()[0].trace
    assert (entry["outcome"], entry["reason"]["message"]) == ("skipped", "It is in the archive already.")
    assert rules.value("company", company, "archived_at") == since


def test_all_open_deals_of_a_contact_go(cast: Cast, rules: Rules) -> None:
    contact = cast.contact()
    deals = [cast.deal(contact_id=contact) for _ in range(2)]
    closed, other = cast.deal(contact_id=contact), cast.deal()
    cast.change("deal", closed, status="won")
    rules.make({"on": "modified", "fields": ["archived_at"]}, archive("deals"), kind="contact")
    cast.run(archive_record, CONTACT, contact)
    found = [bool(rules.value("deal", deal, "archived_at")) for deal in (*deals, closed, other)]
    assert found == [True, True, False, False]


def test_a_rule_that_would_change_what_is_archived_says_what_has_to_be_done(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["archived_at"]}, set_fields(source="Referral"))
    deal = cast.deal()
    cast.run(archive_record, DEAL, deal)
    (entry,) = rules.runs()[0].trace
    assert entry["outcome"] == "failed"
    assert "is in the archive" in str(entry["reason"])
    cast.run(unarchive_record, DEAL, deal)
    assert rules.value("deal", deal, "source") == "Referral"


def test_what_has_no_archive_is_refused(cast: Cast) -> None:
    assert faults_of("archive", {}, kind="task") == ["target"]
    assert faults_of("archive", {"target": "deal"}, kind="task") == []
    assert faults_of("archive", {"target": "tasks"}) == ["target"]
