"""The spans of days that a report may look at."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from stepmark.platform.i18n import Text, _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
OWN_DATES = "own"


class Period(NamedTuple):
    """Days from the first to the last, both included; None where it has no end."""

    first: date | None = None
    last: date | None = None

    def moments(self, time_zone: str) -> tuple[datetime | None, datetime | None]:
        """When the first day begins and the last one is over, by the clocks of a zone."""
        after = self.last + timedelta(days=1) if self.last else None
        return _midnight(self.first, time_zone), _midnight(after, time_zone)


PERIODS: Mapping[str, tuple[Text, Callable[[date], Period]]] = {
    "this_month": (_("This month"), lambda day: _months(day, 1, 0)),
    "last_month": (_("Last month"), lambda day: _months(day, 1, -1)),
    "this_quarter": (_("This quarter"), lambda day: _months(day, 3, 0)),
    "last_quarter": (_("Last quarter"), lambda day: _months(day, 3, -1)),
    "this_year": (_("This year"), lambda day: _months(day, 12, 0)),
    "last_year": (_("Last year"), lambda day: _months(day, 12, -1)),
    "all": (_("All time"), lambda _day: Period()),
}


def _months(day: date, length: int, away: int) -> Period:
    """The month, quarter or year that holds the day, or one some of them away."""
    month = day.year * 12 + day.month - 1
    first = month - month % length + away * length
    return Period(_first_of(first), _first_of(first + length) - timedelta(days=1))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _midnight(day: date | None, time_zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC) if day else None
