"""How long something takes, by the clock and by the workspace's working days and hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from stepmark.platform.days import LAST_DAY, day_of, on_day
from stepmark.platform.i18n import Text, _

MOST_OF_A_UNIT = 10_000


class DurationUnit(StrEnum):
    """In what a duration is told, by its stored name."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"

    @property
    def label(self) -> Text:
        """The unit's name for people."""
        return UNIT_LABELS[self]


UNIT_LABELS = {
    DurationUnit.MINUTES: _("minutes"),
    DurationUnit.HOURS: _("hours"),
    DurationUnit.DAYS: _("days"),
    DurationUnit.WEEKS: _("weeks"),
    DurationUnit.WORKING_HOURS: _("working hours"),
    DurationUnit.WORKING_DAYS: _("working days"),
}


@dataclass(frozen=True)
class WorkingCalendar:
    """When a workspace works: on these weekdays (0 is Monday) but on no holiday.

    `opens` and `closes` are minutes since midnight on its own clock, the latter at most 24 hours.
    """

    time_zone: str = "UTC"
    days: frozenset[int] = frozenset(range(5))
    opens: int = 9 * 60
    closes: int = 17 * 60
    holidays: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether anybody works on this day."""
        return day.weekday() in self.days and day not in self.holidays

    def hours_of(self, day: date) -> tuple[datetime, datetime]:
        """The moments between which is worked on a working day."""
        return self._moment(day, self.opens), self._moment(day, self.closes)

    def working_days_from(self, day: date) -> Iterator[date]:
        """The working days from this one on, in their order, until the calendar ends."""
        while day <= LAST_DAY:
            if self.works_on(day):
                yield day
            day += timedelta(days=1)

    def _moment(self, day: date, minutes: int) -> datetime:
        local = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return local.replace(tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC)


def add_duration(start: datetime, amount: int, unit: DurationUnit, calendar: WorkingCalendar) -> datetime:
    """The moment, in UTC, at which so much time has passed since `start`; raises ValueError beyond the calendar's end.

    Days and weeks keep the time of day on the workspace's clock. Working days do so too, and count the working days
    after the first one. Working hours pass only while the workspace works. `amount` is 0 to MOST_OF_A_UNIT.
    """
    if not 0 <= amount <= MOST_OF_A_UNIT:
        raise ValueError(f"{amount} {unit} can't be added")
    first = day_of(start, calendar.time_zone)
    match unit:
        case DurationUnit.MINUTES:
            return start.astimezone(UTC) + timedelta(minutes=amount)
        case DurationUnit.HOURS:
            return start.astimezone(UTC) + timedelta(hours=amount)
        case DurationUnit.DAYS | DurationUnit.WEEKS:
            return _same_time(
                start, first + timedelta(days=amount * (7 if unit == DurationUnit.WEEKS else 1)), calendar
            )
        case DurationUnit.WORKING_DAYS:
            return _same_time(start, _working_day(first, amount, calendar), calendar)
        case DurationUnit.WORKING_HOURS:
            return _after_working(start, timedelta(hours=amount), calendar)


def _same_time(start: datetime, day: date, calendar: WorkingCalendar) -> datetime:
    if day == day_of(start, calendar.time_zone):
        return start.astimezone(UTC)
    return on_day(start, day, calendar.time_zone, time())


def _working_day(first: date, amount: int, calendar: WorkingCalendar) -> date:
    """The working day that is so many after this day; the day itself for none."""
    if not amount:
        return first
    for number, day in enumerate(calendar.working_days_from(first + timedelta(days=1)), start=1):
        if number == amount:
            return day
    raise ValueError("the calendar ends before so many working days")


def _after_working(start: datetime, left: timedelta, calendar: WorkingCalendar) -> datetime:
    if not left:
        return start.astimezone(UTC)
    for day in calendar.working_days_from(day_of(start, calendar.time_zone)):
        opens, closes = calendar.hours_of(day)
        begins = max(opens, start)
        if begins + left <= closes:
            return begins.astimezone(UTC) + left
        left -= max(closes - begins, timedelta())
    raise ValueError("the calendar ends before so many working hours")
