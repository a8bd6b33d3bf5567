"""The one clock: always with a zone, and set by tests."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.platform.clock import now, set_clock, today


def test_the_time_is_the_real_one_unless_set() -> None:
    assert abs(datetime.now(UTC) - now()) < timedelta(seconds=5)
    assert now().utcoffset() == timedelta(0)


def test_a_clock_that_was_set_runs_on() -> None:
    set_clock("2026-03-29T00:59:59+00:00")
    first = now()
    assert first - datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC) < timedelta(seconds=5)
    assert now() > first


def test_the_real_time_comes_back() -> None:
    set_clock("2001-01-01T00:00")
    set_clock("")
    assert abs(datetime.now(UTC) - now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-06-30T22:30", "Europe/Warsaw", date(2026, 7, 1)),
        ("2026-06-30T21:30", "Europe/Warsaw", date(2026, 6, 30)),
        ("2026-12-31T23:30", "Europe/Warsaw", date(2027, 1, 1)),
        ("2026-06-30T22:30", "UTC", date(2026, 6, 30)),
        ("2026-06-30T02:00", "America/New_York", date(2026, 6, 29)),
    ],
)
def test_a_day_begins_at_midnight_where_the_reader_is(moment: str, zone: str, day: date) -> None:
    set_clock(moment)
    assert today(zone) == day


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - without a zone, UTC is meant
def test_a_moment_without_a_zone_is_meant_in_utc(moment: datetime) -> None:
    set_clock(moment.isoformat())
    assert now() - moment.replace(tzinfo=UTC) < timedelta(seconds=5)
