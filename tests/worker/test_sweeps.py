"""The clock of periodic rules: what goes wrong for one record holds up no other, and many clocks are as one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from stepmark.automation import sweep as sweeping
from stepmark.domain.rules import Sweep
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import set_clock
from stepmark.worker.sweeps import sweep_due
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

CHANGES = {
    "Europe/Warsaw": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}
EVERY_DAY = {"field": "expected_close", "op": "days_after", "value": 0}


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """A field that rules may fill."""
    set_clock("2026-05-01T00:00:00Z")
    cast.field("seen", "yes_no")
    return Rules(cast)


@pytest.mark.row("A6")
def test_a_chunk_that_fails_is_repeated_record_by_record(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = rules.make(do=set_fields(custom__seen=True), mode="periodic")
    deals = [cast.deal() for _ in range(4)]
    _fail_for(monkeypatch, deals[1])
    set_clock("2026-05-01T12:00:00Z")
    assert (sweep_due(cast.edge), sweep_due(cast.edge)) == (1, 0)
    assert [(run.record_id, run.outcome) for run in rules.runs(rule)] == [
        (deal, "failed" if deal == deals[1] else "done") for deal in deals
    ]
    assert [rules.value("deal", deal, "custom.seen") for deal in deals] == [True, None, True, True]
    assert _sweeps(cast) == [(date(2026, 5, 1), 4, 4)]


def test_a_rule_that_can_not_be_asked_holds_up_no_other(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (rules.make(do=set_fields(custom__seen=True), mode="periodic") for _ in range(2))
    cast.deal()
    original = sweeping._Due.count

    def count(self: Any) -> int:
        if self.rule.id == bad:
            raise RuntimeError("a fault of ours")
        return original(self)

    monkeypatch.setattr(sweeping._Due, "count", count)
    set_clock("2026-05-01T12:00:00Z")
    sweep_due(cast.edge)
    assert (rules.outcomes(bad), rules.outcomes(good)) == ([], ["done"])
    monkeypatch.undo()
    sweep_due(cast.edge)
    assert rules.outcomes(bad) == ["done"]


@pytest.mark.parametrize("zone", CHANGES)
def test_four_clocks_at_once_do_each_day_once_through_both_changes(
    cast: Cast, rules: Rules, zone: str, long_form: bool
) -> None:
    """The rule writes one letter more at each of its runs, so that a day done twice would show."""
    set_clock("2026-01-01T00:00:00Z")
    cast.field("days", "text")
    _settle_in(cast, zone, hour=2)
    do, when = set_fields(custom__days={"text": "{{ deal.custom.days }}x"}), [EVERY_DAY]
    rule = rules.make(do=do, when=when, mode="periodic", cyclic=True)
    deal = cast.deal(expected_close="2026-01-01")
    moments = sorted(_through_the_year() if long_form else [each for day in CHANGES[zone] for each in _around(day)])
    with ThreadPoolExecutor(4) as clocks:
        for moment in moments:
            set_clock(moment.isoformat())
            list(clocks.map(sweep_due, [cast.edge] * 4))
    done = [day for day, *_figures in _sweeps(cast)]
    assert done == sorted(set(done))
    assert len(done) >= (365 if long_form else 10)
    # Where nobody looked for months, seven days are made up.
    assert [CHANGES[zone][1] - gap > timedelta(days=6) for gap in _gaps(done)] == ([] if long_form else [True])
    assert [run.cause["day"] for run in rules.runs(rule)] == [day.isoformat() for day in done]
    assert rules.value("deal", deal, "custom.days") == "x" * len(done)


def _through_the_year() -> list[datetime]:
    """Every three hours, and from late in the evening of each change to the next afternoon every quarter of one."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rough = [start + timedelta(hours=3 * n) for n in range(8 * 365)]
    return [*rough, *(each for days in CHANGES.values() for day in days for each in _around(day))]


def _around(day: date) -> list[datetime]:
    """Moments from the day before a change to the day behind it, the closer the nearer its hour is, in any zone."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    hours = [-24, -11, -10, -9.5, -9, -8.5, -8, 0, 0.5, 1, 1.5, 2, 5, 5.5, 6, 6.5, 7, 7.5, 24, 31]
    return [start + timedelta(hours=hours_on) for hours_on in hours]


def _gaps(days: list[date]) -> list[date]:
    """The days behind which some were left out."""
    return [later for day, later in pairwise(days) if later - day != timedelta(days=1)]


def _settle_in(cast: Cast, zone: str, hour: int) -> None:
    with cast.database.writing(None) as session:
        workspace = session.get_one(Workspace, cast.anna.workspace_id)
        workspace.time_zone, workspace.sweep_hour = zone, hour
        session.commit()


def _fail_for(monkeypatch: pytest.MonkeyPatch, record_id: int) -> None:
    original = sweeping._Chunk._once

    def once(self: Any, record: Any, values: Any) -> str:
        if record.id == record_id:
            raise RuntimeError("a fault of ours")
        return original(self, record, values)

    monkeypatch.setattr(sweeping._Chunk, "_once", once)


def _sweeps(cast: Cast) -> list[tuple[date, int, int]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return [(row.day, row.due, row.done) for row in session.scalars(select(Sweep).order_by(Sweep.id))]
