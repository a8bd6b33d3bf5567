"""Waiting, and going on."""

from typing import Any

import pytest

from stepmark.automation.advance import advance
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.records import delete_record
from stepmark.platform import clock
from tests.cast import Cast
from tests.support.rules import Rules, faults_of, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["amount"]}


def wait(**settings: Any) -> dict[str, Any]:
    return {"do": "wait", "settings": settings}


def test_for_a_time(cast: Cast, rules: Rules) -> None:
    clock.set_clock("2026-11-20T15:00:00")
    rules.make(CHANGED, [wait(duration={"amount": 3, "unit": "days"}), set_fields(source="Waited")])
    deal = cast.deal()
    cast.change("deal", deal, amount="5")
    (run,) = rules.runs()
    assert (run.outcome, run.due_at and run.due_at.date().isoformat()) == ("waiting", "2026-11-23")
    clock.set_clock("2026-11-23T14:00:00")
    assert cast.run(advance, run.id) is False
    clock.set_clock("2026-11-23T15:01:00")
    assert cast.run(advance, run.id) is True
    assert rules.value("deal", deal, "source") == "Waited"
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["waiting", "done", "done"]


def test_until_a_date_that_moves(cast: Cast, rules: Rules) -> None:
    clock.set_clock("2026-11-20T15:00:00")
    rules.make(CHANGED, [wait(until="expected_close"), set_fields(source="Waited")])
    deal = cast.deal(expected_close="2026-11-25")
    cast.change("deal", deal, amount="5")
    (run,) = rules.runs()
    cast.change("deal", deal, expected_close="2026-11-30")
    clock.set_clock("2026-11-26T00:00:00")
    assert cast.run(advance, run.id) is True
    assert rules.outcomes() == ["waiting"]
    clock.set_clock("2026-11-30T00:00:00")
    assert cast.run(advance, run.id) is True
    assert rules.value("deal", deal, "source") == "Waited"


@pytest.mark.row("A5")
def test_what_waits_for_a_deleted_record_is_cancelled_with_the_reason(cast: Cast, rules: Rules) -> None:
    clock.set_clock("2026-11-20T15:00:00")
    rules.make(CHANGED, [wait(duration={"amount": 1, "unit": "days"}), set_fields(source="Waited")])
    deal = cast.deal()
    cast.change("deal", deal, amount="5")
    cast.run(delete_record, DEAL, deal)
    clock.set_clock("2026-11-21T16:00:00")
    (run,) = rules.runs()
    assert cast.run(advance, run.id) is True
    (run,) = rules.runs()
    assert (run.outcome, run.trace[-1]["reason"]["message"]) == ("stopped", "The record was deleted meanwhile.")


def test_a_date_that_is_past_or_empty_is_not_waited_for(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, [wait(until="expected_close"), set_fields(source="Waited")])
    for deal in (cast.deal(expected_close="2020-01-01"), cast.deal()):
        cast.change("deal", deal, amount="5")
        assert rules.value("deal", deal, "source") == "Waited"
    assert [run.trace[0]["outcome"] for run in rules.runs()] == ["done", "skipped"]


def test_what_fails_after_it_does_not_wait_again(cast: Cast, rules: Rules) -> None:
    clock.set_clock("2026-11-20T15:00:00")
    rules.make(CHANGED, [wait(duration={"amount": 1, "unit": "hours"}), set_fields(company_id=999)])
    cast.change("deal", cast.deal(), amount="5")
    clock.set_clock("2026-11-20T16:01:00")
    cast.run(advance, rules.runs()[0].id)
    (run,) = rules.runs()
    assert (run.outcome, run.position, list(run.memory)) == ("failed", 0, ["until"])


@pytest.mark.parametrize("duration", [{"amount": 10_000, "unit": "weeks"}, {"amount": 1, "unit": "working_days"}])
def test_beyond_the_calendar_it_fails_in_words(cast: Cast, rules: Rules, duration: dict[str, Any]) -> None:
    rules.make(CHANGED, wait(until="expected_close", duration=duration))
    cast.change("deal", cast.deal(expected_close="9998-12-31"), amount="5")
    assert rules.runs()[0].trace[0]["reason"]["message"] == "The calendar ends before so much time has passed."


def test_settings_that_name_no_time_are_refused() -> None:
    assert faults_of("wait", {}) == ["duration"]
    assert faults_of("wait", {"until": "title"}) == ["until"]
