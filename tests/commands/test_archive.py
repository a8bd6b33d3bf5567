"""What goes into the archive, leaves what people work through, and comes back as it was."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, TASK
from stepmark.commands.archive import archive_record, unarchive_record
from stepmark.commands.bulk_runs import BulkChange, begin_bulk, carry_on_bulk
from stepmark.commands.notes import add_note, change_note, delete_note, restore_note
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.ticks import tick_step
from stepmark.commands.undo import undo_change
from stepmark.domain.bulk import BulkAction
from stepmark.domain.deals import Deal
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now, set_clock
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.people import row
from tests.support.rules import Rules


def archived_at(cast: Cast, deal: int) -> Any:
    return row(cast, Deal, deal).archived_at


def refusal(cast: Cast, verb: Any, *args: Any, by: Actor | None = None) -> Problem:
    with pytest.raises(Problem) as problem:
        cast.run(verb, *args, by=by)
    return problem.value


@pytest.mark.parametrize("kind", ["deal", "company", "contact"])
def test_a_record_goes_and_comes_back_each_once(cast: Cast, kind: str) -> None:
    record = getattr(cast, kind)()
    for verb in (archive_record, archive_record, unarchive_record, unarchive_record):
        cast.run(verb, KINDS[kind], record)
    names = [event.name for event in Rules(cast).history(kind, record)]
    assert names == [f"{kind}.created", f"{kind}.archived", f"{kind}.unarchived"]


def test_what_is_in_the_archive_has_to_be_restored_before_it_is_changed(cast: Cast) -> None:
    deal = cast.deal(source="Website")
    note, gone = (cast.run(add_note, DEAL, deal, text) for text in ("Called", "Wrote"))
    cast.run(delete_note, gone)
    cast.run(archive_record, DEAL, deal)
    refused = [
        refusal(cast, update_record, DEAL, deal, {"source": "Referral"}),
        refusal(cast, tick_step, deal, cast.steps[0]),
        refusal(cast, add_note, DEAL, deal, "Called again"),
        refusal(cast, change_note, note, "Called twice"),
        refusal(cast, delete_note, note),
        refusal(cast, restore_note, gone),
    ]
    assert {problem.type for problem in refused} == {"archived"}
    assert "ACME — ERP integration" in str(refused[0].detail)
    cast.run(unarchive_record, DEAL, deal)
    cast.change("deal", deal, source="Referral")


def test_links_to_it_stay_and_count_as_filled(cast: Cast) -> None:
    company = cast.company()
    cast.bind("company", cast.steps[0])
    deal = cast.deal(company_id=company)
    cast.run(archive_record, COMPANY, company)
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.change("deal", deal, company_id=company, source="Website")
    assert Rules(cast).value("deal", deal, "company_id") == company


def test_it_takes_the_right_to_delete(cast: Cast) -> None:
    deal = cast.deal()
    assert refusal(cast, archive_record, DEAL, deal, by=cast.boris).type == "not-allowed"
    assert refusal(cast, archive_record, DEAL, deal, by=cast.viktor).type == "not-allowed"
    assert refusal(cast, archive_record, DEAL, deal, by=cast.clara).type == "not-found"
    cast.run(archive_record, DEAL, deal)
    assert refusal(cast, unarchive_record, DEAL, deal, by=cast.boris).type == "not-allowed"


def test_tasks_have_no_archive(cast: Cast) -> None:
    task = cast.run(create_record, TASK, {"title": "Call"})
    assert refusal(cast, archive_record, TASK, task).type == "invalid"


def test_the_field_is_not_set_by_hand(cast: Cast) -> None:
    deal = cast.deal()
    for key in ("archived_at", "last_contact_at"):
        assert refusal(cast, update_record, DEAL, deal, {key: "2026-01-01T00:00:00Z"}).field == key


def test_from_the_bin_it_comes_back_into_the_archive(cast: Cast) -> None:
    deal = cast.deal()
    for verb in (archive_record, delete_record, restore_record):
        cast.run(verb, DEAL, deal)
    assert archived_at(cast, deal) is not None


def test_both_ways_can_be_undone_and_the_day_stays_the_same(cast: Cast) -> None:
    set_clock("2026-05-01T10:00:00Z")
    deal = cast.deal()
    there = cast.edge.change(cast.anna, archive_record, DEAL, deal).undo
    since = archived_at(cast, deal)
    assert there
    cast.run(undo_change, there)
    assert archived_at(cast, deal) is None
    cast.run(archive_record, DEAL, deal, at=since)
    set_clock("2026-05-01T18:00:00Z")
    back = cast.edge.change(cast.anna, unarchive_record, DEAL, deal).undo
    assert back
    cast.run(undo_change, back)
    assert archived_at(cast, deal) == since < now()


def test_an_earlier_change_of_what_is_archived_since_waits_for_its_return(cast: Cast) -> None:
    deal = cast.deal()
    changes = [
        cast.edge.change(cast.anna, update_record, DEAL, deal, {"source": "Website"}).undo,
        cast.edge.change(cast.anna, tick_step, deal, cast.steps[0]).undo,
    ]
    cast.run(archive_record, DEAL, deal)
    assert [refusal(cast, undo_change, change).type for change in changes] == ["archived"] * 2


def test_a_bulk_change_sends_many_there_and_names_those_that_stay(cast: Cast) -> None:
    deals = [cast.deal(by=cast.boris), cast.deal(), cast.deal(by=cast.boris)]
    for action, expected in ((BulkAction.ARCHIVE, True), (BulkAction.UNARCHIVE, False)):
        run = cast.run(begin_bulk, DEAL, deals, BulkChange(action), by=cast.boris)
        cast.run(carry_on_bulk, run, 0, deals, by=cast.boris)
        found = [archived_at(cast, deal) is not None for deal in deals]
        assert found == [expected, False, expected]


def test_a_rule_hears_of_it_by_its_field_alone(cast: Cast) -> None:
    rules = Rules(cast)
    note = {"do": "message_people", "settings": {"to": [{"who": "member", "member_id": 1}], "text": "Look"}}
    heard = rules.make({"on": "modified", "fields": ["archived_at"]}, note)
    deaf = rules.make({"on": "modified", "every_change": True}, note)
    deal = cast.deal()
    cast.run(archive_record, DEAL, deal)
    cast.run(archive_record, CONTACT, cast.contact())
    assert (rules.outcomes(heard), rules.outcomes(deaf)) == (["done"], [])
