"""Durations, by the clock and by working days and hours, through changed clocks and holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.domain.working_time import MOST_OF_A_UNIT, DurationUnit, WorkingCalendar, add_duration

WARSAW = WorkingCalendar("Europe/Warsaw", holidays=frozenset({date(2026, 11, 11), date(2026, 12, 25)}))


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-11-22 10:00", 90, "minutes", "2026-11-22 11:30"),
        ("2026-10-25 01:30", 3, "hours", "2026-10-25 03:30"),  # the hour from two to three came twice
        ("2026-10-24 10:00", 24, "hours", "2026-10-25 09:00"),
        ("2026-10-24 10:00", 1, "days", "2026-10-25 10:00"),
        ("2026-03-28 02:30", 1, "days", "2026-03-29 03:30"),  # half past two did not exist
        ("2026-11-22 10:00", 2, "weeks", "2026-12-06 10:00"),
        ("2026-11-20 15:00", 1, "working_days", "2026-11-23 15:00"),  # Friday
        ("2026-11-21 11:00", 1, "working_days", "2026-11-23 11:00"),  # Saturday
        ("2026-11-10 15:00", 1, "working_days", "2026-11-12 15:00"),  # the eleventh is a holiday
        ("2026-11-21 11:00", 0, "working_days", "2026-11-21 11:00"),
        ("2026-11-20 15:00", 2, "working_hours", "2026-11-20 17:00"),
        ("2026-11-20 15:30", 2, "working_hours", "2026-11-23 09:30"),
        ("2026-11-20 18:00", 1, "working_hours", "2026-11-23 10:00"),
        ("2026-11-20 05:00", 1, "working_hours", "2026-11-20 10:00"),
        ("2026-11-22 05:00", 8, "working_hours", "2026-11-23 17:00"),
        ("2026-11-10 16:00", 9, "working_hours", "2026-11-12 17:00"),
        ("2026-11-22 05:00", 0, "working_hours", "2026-11-22 05:00"),
    ],
)
def test_so_much_later_is_then(start: str, amount: int, unit: str, end: str) -> None:
    assert add_duration(_warsaw(start), amount, DurationUnit(unit), WARSAW) == _warsaw(end)


def test_a_night_shift_until_midnight_counts_whole() -> None:
    night = WorkingCalendar("Europe/Warsaw", frozenset(range(7)), opens=22 * 60, closes=24 * 60)
    assert add_duration(_warsaw("2026-11-22 23:00"), 3, DurationUnit.WORKING_HOURS, night) == _warsaw(
        "2026-11-24 00:00"
    )


@pytest.mark.parametrize("amount", [-1, MOST_OF_A_UNIT + 1])
def test_an_amount_out_of_bounds_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="can't be added"):
        add_duration(_warsaw("2026-11-22 10:00"), amount, DurationUnit.DAYS, WARSAW)


@pytest.mark.parametrize("unit", [DurationUnit.WORKING_DAYS, DurationUnit.WORKING_HOURS, DurationUnit.WEEKS])
def test_the_end_of_the_calendar_is_a_value_error(unit: DurationUnit) -> None:
    with pytest.raises((ValueError, OverflowError)):
        add_duration(datetime(9998, 12, 1, tzinfo=UTC), MOST_OF_A_UNIT, unit, WARSAW)


calendars = st.builds(
    WorkingCalendar,
    time_zone=st.sampled_from(["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    opens=st.integers(0, 12 * 60),
    closes=st.integers(13 * 60, 24 * 60),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone


@given(start=moments, hours=st.integers(1, 60), calendar=calendars)
def test_working_hours_pass_only_while_work_is_done(start: datetime, hours: int, calendar: WorkingCalendar) -> None:
    end = add_duration(start, hours, DurationUnit.WORKING_HOURS, calendar)
    assert _worked(start, end, calendar) == timedelta(hours=hours)
    assert _worked(start, end - timedelta(seconds=1), calendar) < timedelta(hours=hours)


@given(
    start=moments,
    one=st.integers(1, 30),
    other=st.integers(1, 30),
    calendar=calendars,
    unit=st.sampled_from(DurationUnit),
)
def test_durations_add_up(start: datetime, one: int, other: int, calendar: WorkingCalendar, unit: DurationUnit) -> None:
    there = add_duration(add_duration(start, one, unit, calendar), other, unit, calendar)
    at_once = add_duration(start, one + other, unit, calendar)
    # A day on which the clock jumps may move a time of day, which the next duration then keeps.
    assert abs(there - at_once) <= timedelta(hours=1)
    if unit in (DurationUnit.MINUTES, DurationUnit.HOURS, DurationUnit.WORKING_HOURS):
        assert there == at_once


@given(start=moments, amount=st.integers(1, 40), calendar=calendars)
def test_so_many_working_days_lie_between(start: datetime, amount: int, calendar: WorkingCalendar) -> None:
    end = add_duration(start, amount, DurationUnit.WORKING_DAYS, calendar)
    zone = ZoneInfo(calendar.time_zone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(map(calendar.works_on, days)) == amount
    assert calendar.works_on(last)


def _worked(start: datetime, end: datetime, calendar: WorkingCalendar) -> timedelta:
    """The same by looking at every day on its own."""
    zone = ZoneInfo(calendar.time_zone)
    day, worked = start.astimezone(zone).date(), timedelta()
    while day <= end.astimezone(zone).date():
        if calendar.works_on(day):
            opens, closes = calendar.hours_of(day)
            worked += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return worked


def _warsaw(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw")).astimezone(UTC)
