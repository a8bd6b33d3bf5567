"""Tasks of a month or a week, by the reader's local days."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from stepmark.domain.rights import Actor
from stepmark.platform.days import FIRST_DAY, LAST_DAY, day_of, monday_of, start_of
from stepmark.queries.task_lists import TaskRow, tasks_due

MONTH, WEEK = "month", "week"


@dataclass(frozen=True)
class CalendarDay:
    """One day with its tasks by time; `is_outside` in a month's view where it belongs to the month beside it."""

    day: date
    rows: list[TaskRow]
    is_outside: bool


@dataclass(frozen=True)
class Shown:
    """The weeks of a view around a day, and the days that lead to the view before and after."""

    view: str
    at: date
    weeks: Sequence[Sequence[CalendarDay]]
    previous: date
    following: date

    @property
    def is_month(self) -> bool:
        """Whether a whole month is shown."""
        return self.view == MONTH


def calendar_of(session: Session, actor: Actor, view: str, at: date, responsible_id: int | None) -> Shown:
    """The tasks of one member around a day, done ones too, in two statements at most."""
    at = min(max(at, FIRST_DAY), LAST_DAY)
    weeks = _month(at) if view == MONTH else [_week(at)]
    zone = actor.time_zone
    begin, end = start_of(weeks[0][0], zone), start_of(weeks[-1][-1] + timedelta(days=1), zone)
    by_day: dict[date, list[TaskRow]] = defaultdict(list)
    for row in tasks_due(session, actor, responsible_id, begin, end):
        if row.task.due_at is not None:
            by_day[day_of(row.task.due_at, zone)].append(row)
    days = [[CalendarDay(day, by_day[day], _is_outside(view, day, at)) for day in week] for week in weeks]
    return Shown(view, at, days, *_neighbours(view, at))


def _month(at: date) -> list[list[date]]:
    return Calendar().monthdatescalendar(at.year, at.month)


def _week(at: date) -> list[date]:
    return [monday_of(at) + timedelta(days=number) for number in range(7)]


def _is_outside(view: str, day: date, at: date) -> bool:
    return view == MONTH and day.month != at.month


def _neighbours(view: str, at: date) -> tuple[date, date]:
    if view == WEEK:
        return at - timedelta(days=7), at + timedelta(days=7)
    first = at.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)
