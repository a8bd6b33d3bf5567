"""The client of a bad deal goes onto the exceptions list, with the rows of the requirements in the tests' names."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.automation.actions import action_named
from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import CONTACT, DEAL, KINDS
from stepmark.commands.archive import archive_record
from stepmark.commands.bin import purge_record
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.records import delete_record
from stepmark.commands.undo import undo_change
from stepmark.domain.exceptions import ExceptionEntry
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
DO = {"do": "add_to_exceptions"}


@pytest.fixture
def olga(cast: Cast) -> int:
    """A contact with two phones and an e-mail."""
    return cast.contact(phones=["+48 600 100 200", "022 555 01 01"], emails=["Olga@Example.com"])


@pytest.fixture(autouse=True)
def spam(cast: Cast, rules: Rules) -> int:
    """The rule on the last stage, Spam."""
    return rules.make({"on": "stage_entered", "stage_id": cast.stages[2]}, DO, name="Spam")


def test_c18_c21_all_phones_and_emails_are_listed_as_they_are_compared(cast: Cast, rules: Rules, olga: int) -> None:
    reach_spam(cast, cast.deal(contact_id=olga, contact_ids=[cast.contact("Jan", emails=["jan@example.com"])]))
    assert listed(cast) == {"48600100200", "0225550101", "olga@example.com"}
    told = {(each["event"], each["label"]) for each in rules.runs()[0].trace[-1]["events"]}
    assert told == {
        ("exception.added", "+48 600 100 200"), ("exception.added", "022 555 01 01"),
        ("exception.added", "Olga@Example.com"), ("deal.deleted", "ACME — ERP integration"),
        ("contact.deleted", "Olga Kowalska"),
    }  # fmt: skip


def test_c19_c20_a_contact_with_one_deal_goes_with_it(cast: Cast, olga: int) -> None:
    deal = cast.deal(contact_id=olga)
    reach_spam(cast, deal)
    assert (is_deleted(cast, "deal", deal), is_deleted(cast, "contact", olga)) == (True, True)


@pytest.mark.parametrize("as_further", [False, True])
def test_c20_a_contact_with_two_active_deals_stays(cast: Cast, rules: Rules, olga: int, as_further: bool) -> None:
    deal = cast.deal(contact_id=olga)
    cast.deal(**({"contact_id": cast.contact("Jan"), "contact_ids": [olga]} if as_further else {"contact_id": olga}))
    reach_spam(cast, deal)
    assert (is_deleted(cast, "deal", deal), is_deleted(cast, "contact", olga)) == (True, False)
    assert "is kept" in rules.runs()[0].trace[-1]["warnings"][0]["message"]
    assert len(listed(cast)) == 3


def test_c20_a_contact_whose_other_deals_are_closed_archived_or_deleted_goes(cast: Cast, olga: int) -> None:
    won, lost, deleted, archived, deal = (cast.deal(contact_id=olga) for _ in range(5))
    cast.run(archive_record, DEAL, archived)
    cast.run(close_deal, won, "won")
    cast.run(close_deal, lost, "lost", "No money")
    cast.run(delete_record, DEAL, deleted)
    reach_spam(cast, deal)
    assert is_deleted(cast, "contact", olga)
    assert not is_deleted(cast, "deal", won)


def test_c22_it_has_no_settings(cast: Cast) -> None:
    assert action_named("add_to_exceptions").Settings.model_fields == {}


def test_c24_history_outlives_the_deal_and_the_contact(cast: Cast, rules: Rules, olga: int) -> None:
    deal = cast.deal(contact_id=olga)
    reach_spam(cast, deal)
    for kind, record_id in ((DEAL, deal), (CONTACT, olga)):
        cast.run(purge_record, kind, record_id)
        names = [event.name for event in rules.history(kind.name, record_id)]
        assert names[-2:] == [f"{kind.name}.deleted", f"{kind.name}.purged"]


def test_undoing_the_run_brings_everything_back(cast: Cast, rules: Rules, olga: int) -> None:
    deal = cast.deal(contact_id=olga)
    reach_spam(cast, deal)
    assert cast.run(undo_run, rules.runs()[0].id) == []
    assert (is_deleted(cast, "deal", deal), is_deleted(cast, "contact", olga)) == (False, False)
    assert listed(cast) == set()


def test_an_entry_that_was_there_before_outlives_the_undo(cast: Cast, rules: Rules, olga: int) -> None:
    first, second = cast.deal(contact_id=olga), cast.deal(contact_id=olga)
    reach_spam(cast, first)
    reach_spam(cast, second)
    cast.run(undo_run, rules.runs()[1].id)
    assert len(listed(cast)) == 3
    assert not is_deleted(cast, "contact", olga)


def test_who_moved_the_deal_can_undo_that_with_all_that_followed(cast: Cast, olga: int) -> None:
    cast.change("contact", olga, responsible_id=cast.boris.member_id)
    deal = cast.deal(by=cast.boris, contact_id=olga)
    moved = cast.edge.change(cast.boris, move_deal, deal, cast.stages[2]).undo
    assert moved is not None
    cast.run(undo_change, moved, by=cast.boris)
    assert not is_deleted(cast, "deal", deal)
    assert listed(cast) == set()


def test_a5_later_actions_and_rules_do_nothing_as_the_deal_is_deleted(cast: Cast, rules: Rules, olga: int) -> None:
    both = rules.make({"on": "modified", "fields": ["source"]}, [DO, set_fields(source="Late")], name="Both")
    after = rules.make({"on": "modified", "fields": ["source"]}, set_fields(source="Late"), name="After")
    deal = cast.deal(contact_id=olga)
    cast.change("deal", deal, source="Spam")
    entries = rules.runs(both)[0].trace
    assert [each["outcome"] for each in entries] == ["done", "skipped"]
    assert entries[1]["reason"]["message"] == "The record is deleted."
    assert rules.outcomes(after) == ["stopped"]
    assert rules.value("deal", deal, "source") == "Spam"


@pytest.mark.parametrize("values", [{}, {"phones": [], "emails": []}])
def test_a_client_that_can_not_be_listed_is_told_of_in_the_trace(cast: Cast, rules: Rules, values: Any) -> None:
    deal = cast.deal(contact_id=cast.contact(**values) if values else None)
    reach_spam(cast, deal)
    assert is_deleted(cast, "deal", deal)
    assert len(rules.runs()[0].trace[-1]["warnings"]) == 1


def reach_spam(cast: Cast, deal: int) -> None:
    cast.run(move_deal, deal, cast.stages[2])


def listed(cast: Cast) -> set[str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return set(session.scalars(select(ExceptionEntry.folded)))


def is_deleted(cast: Cast, kind: str, record_id: int) -> bool:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(KINDS[kind].model, record_id).is_deleted
