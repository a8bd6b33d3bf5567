"""Local days, through gaps and doubled hours."""

from datetime import UTC, date, datetime, time

import pytest

from stepmark.platform.days import day_of, monday_of, on_day, start_of

WARSAW = "Europe/Warsaw"


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        (date(2026, 3, 29), WARSAW, "2026-03-28T23:00"),
        (date(2026, 3, 30), WARSAW, "2026-03-29T22:00"),
        (date(2026, 10, 25), WARSAW, "2026-10-24T22:00"),
        (date(2026, 10, 26), WARSAW, "2026-10-25T23:00"),
        (date(2018, 11, 4), "America/Sao_Paulo", "2018-11-04T03:00"),  # midnight was skipped: the day began at one
        (date(2026, 7, 1), "Asia/Kathmandu", "2026-06-30T18:15"),
    ],
)
def test_a_day_begins_when_the_one_before_has_ended(day: date, zone: str, begins: str) -> None:
    assert start_of(day, zone) == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert day_of(start_of(day, zone), zone) == day


@pytest.mark.parametrize(
    ("moment", "day", "local"),
    [
        ("2026-03-27T08:00", date(2026, 3, 30), "2026-03-30T07:00"),  # nine o'clock before and after the change
        ("2026-03-27T01:30", date(2026, 3, 29), "2026-03-29T01:30"),  # half past two does not exist: an hour later
        ("2026-10-20T00:30", date(2026, 10, 25), "2026-10-25T00:30"),  # half past two comes twice: the first
        (None, date(2026, 7, 1), "2026-07-01T07:00"),
    ],
)
def test_another_day_keeps_the_time_of_day(moment: str | None, day: date, local: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    moved = on_day(at, day, WARSAW, time(9))
    assert moved == datetime.fromisoformat(local).replace(tzinfo=UTC)
    assert day_of(moved, WARSAW) == day


def test_a_week_begins_on_monday() -> None:
    assert monday_of(date(2026, 11, 22)) == monday_of(date(2026, 11, 16)) == date(2026, 11, 16)
