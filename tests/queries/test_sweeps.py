"""When periodic rules are due: at the workspace's hour, on each of its days once, and of missed days seven."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from stepmark.automation.rules import disable_rule, enable_rule
from stepmark.domain.rules import Sweep
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import set_clock
from stepmark.queries.sweeps import due_sweeps
from stepmark.worker.sweeps import sweep_due
from tests.cast import Cast
from tests.support.rules import Rules, set_fields


def due_days(cast: Cast, at: str) -> list[date]:
    """The days that are due at a moment."""
    with cast.database.reading(None) as session:
        return [each.day for each in due_sweeps(session, datetime.fromisoformat(at).replace(tzinfo=UTC))]


def settle_in(cast: Cast, zone: str, hour: int) -> None:
    with cast.database.writing(None) as session:
        workspace = session.get_one(Workspace, cast.anna.workspace_id)
        workspace.time_zone, workspace.sweep_hour = zone, hour
        session.commit()


@pytest.fixture
def rule(rules: Rules) -> int:
    set_clock("2026-05-01T00:00:00Z")
    rules.cast.field("seen", "yes_no")
    return rules.make(do=set_fields(custom__seen=True), mode="periodic")


def test_f6_nothing_before_the_hour_and_the_day_from_then_on(cast: Cast, rule: int) -> None:
    settle_in(cast, "Europe/Warsaw", 12)
    assert due_days(cast, "2026-05-01T09:59:59") == []
    assert due_days(cast, "2026-05-01T10:00:00") == [date(2026, 5, 1)]
    assert due_days(cast, "2026-05-01T11:00:00") == [date(2026, 5, 1)]


def test_f6_three_missed_days_are_made_up_in_order_and_seven_at_most(cast: Cast, rule: int) -> None:
    assert due_days(cast, "2026-05-03T13:00:00") == [date(2026, 5, day) for day in (1, 2, 3)]
    assert due_days(cast, "2026-05-20T13:00:00") == [date(2026, 5, day) for day in range(14, 21)]


def test_f6_what_was_done_is_not_done_again(cast: Cast, rule: int, rules: Rules) -> None:
    set_clock("2026-05-03T12:05:00Z")
    cast.deal()
    assert (sweep_due(cast.edge), sweep_due(cast.edge)) == (3, 0)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert list(session.scalars(select(Sweep.day).order_by(Sweep.id))) == [date(2026, 5, day) for day in (1, 2, 3)]
    assert len(rules.runs(rule)) == 1


def test_f33_days_while_it_was_off_are_not_made_up(cast: Cast, rule: int) -> None:
    cast.run(disable_rule, rule)
    set_clock("2026-05-10T15:00:00Z")
    cast.run(enable_rule, rule)
    assert due_days(cast, "2026-05-12T12:00:00") == [date(2026, 5, 11), date(2026, 5, 12)]


@pytest.mark.parametrize(
    ("zone", "hour", "day", "before", "after"),
    [
        ("Europe/Warsaw", 2, date(2026, 3, 29), "2026-03-29T00:59:59", "2026-03-29T01:00:00"),
        ("Europe/Warsaw", 2, date(2026, 10, 25), "2026-10-24T23:59:59", "2026-10-25T00:00:00"),
        ("America/New_York", 2, date(2026, 3, 8), "2026-03-08T06:59:59", "2026-03-08T07:00:00"),
        ("America/New_York", 1, date(2026, 11, 1), "2026-11-01T04:59:59", "2026-11-01T05:00:00"),
        ("Australia/Lord_Howe", 2, date(2026, 10, 4), "2026-10-03T15:29:59", "2026-10-03T15:30:00"),
        ("Australia/Lord_Howe", 2, date(2026, 4, 5), "2026-04-04T15:29:59", "2026-04-04T15:30:00"),
    ],
)
def test_each_day_begins_once_through_both_clock_changes(
    cast: Cast, rules: Rules, zone: str, hour: int, day: date, before: str, after: str
) -> None:
    set_clock("2025-12-01T00:00:00Z")
    cast.field("seen", "yes_no")
    rules.make(do=set_fields(custom__seen=True), mode="periodic")
    settle_in(cast, zone, hour)
    assert day not in due_days(cast, before)
    assert due_days(cast, after).count(day) == 1
