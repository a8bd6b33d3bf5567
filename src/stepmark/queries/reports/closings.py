"""Deals won and lost as time goes by."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.rights import Actor
from stepmark.queries.reports.counted import Asked, counted
from stepmark.queries.reports.figures import amount_sums, whole_sum

# Every zone's clock has differed from UTC by whole quarters of an hour for longer than sales were noted down here.
_QUARTER_HOUR = 900
_EARLIEST, _LATEST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1900, 2200))
_MOST_WEEKS, _MOST_MONTHS, _MOST_QUARTERS = 27, 36, 40


class Unit(StrEnum):
    """How long each column of time is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass
class Span:
    """One week, month, quarter or year from its first day, with what was closed in it."""

    first: date
    counts: Counter[str] = field(default_factory=Counter)
    won_amounts: Counter[str] = field(default_factory=Counter)

    @property
    def won(self) -> int:
        """How many deals were won."""
        return self.counts[DealStatus.WON]

    @property
    def lost(self) -> int:
        """How many deals were lost."""
        return self.counts[DealStatus.LOST]


@dataclass(frozen=True)
class Closings:
    """The spans from the first closing to the last, empty ones included."""

    unit: Unit
    spans: list[Span]


def closings(session: Session, actor: Actor, asked: Asked, time_zone: str) -> Closings:
    """What was won and lost in the process, in one statement; the unit follows from how much time there is to show."""
    quarter_hour = (func.seconds_of(Sale.closed_at) // _QUARTER_HOUR).label("quarter_hour")
    query = (
        select(quarter_hour, Sale.status, Sale.currency, func.count(), *amount_sums(session))
        .where(counted(actor, asked), Sale.process_id == asked.process_id, Sale.closed_at.is_not(None))
        .group_by("quarter_hour", Sale.status, Sale.currency)
    )
    days = _by_day(session.execute(query), ZoneInfo(time_zone))
    if not days:
        return Closings(Unit.WEEK, [])
    unit = unit_for(min(days), max(days))
    spans = {first: Span(first) for first in starts(unit, min(days), max(days))}
    for day, (counts, amounts) in days.items():
        span = spans[start_of(unit, day)]
        span.counts.update(counts)
        span.won_amounts.update(amounts)
    return Closings(unit, list(spans.values()))


def unit_for(first: date, last: date) -> Unit:
    """The shortest unit that does not make too many columns."""
    days = (last - first).days
    if days < _MOST_WEEKS * 7:
        return Unit.WEEK
    if days < _MOST_MONTHS * 30:
        return Unit.MONTH
    return Unit.QUARTER if days < _MOST_QUARTERS * 91 else Unit.YEAR


def starts(unit: Unit, first: date, last: date) -> list[date]:
    """The first days of all spans that these days, and those between them, fall into."""
    found = [start_of(unit, first)]
    while (following := _next(unit, found[-1])) <= last:
        found.append(following)
    return found


def start_of(unit: Unit, day: date) -> date:
    """The first day of the span that a day falls into; weeks begin on Monday."""
    if unit is Unit.WEEK:
        return day - timedelta(days=day.weekday())
    if unit is Unit.MONTH:
        return day.replace(day=1)
    return date(day.year, 1 if unit is Unit.YEAR else day.month - (day.month - 1) % 3, 1)


def _next(unit: Unit, first: date) -> date:
    within = {Unit.WEEK: 7, Unit.MONTH: 31, Unit.QUARTER: 92, Unit.YEAR: 366}[unit]
    return start_of(unit, first + timedelta(days=within))


def _by_day(rows: Iterable[Any], zone: ZoneInfo) -> dict[date, tuple[Counter[str], Counter[str]]]:
    """By local day: how many deals ended how, and the amounts of those won."""
    days: dict[date, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for quarter_hour, status, currency, count, high, low in rows:
        counts, amounts = days[_day(quarter_hour, zone)]
        counts[status] += count
        if status == DealStatus.WON:
            amounts[currency] += whole_sum(high, low)
    return days


def _day(quarter_hour: int, zone: ZoneInfo) -> date:
    # An import may bring a year 1, which no drawing needs to show at its place.
    second = min(max(quarter_hour * _QUARTER_HOUR, _EARLIEST), _LATEST)
    return datetime.fromtimestamp(second, zone).date()
