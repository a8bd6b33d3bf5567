"""Days and moments as spans of time: fixed ones, and relative ones such as the first day of last month.

A relative time is written `{"relative": "today", "shift": -3}`. Its anchor is one of ANCHORS; the shift counts in the
anchor's own unit, so that `{"relative": "start_of_month", "shift": -1}` is the first day of last month.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.types.times import DatetimeType, DateType
from stepmark.conditions.context import Context
from stepmark.conditions.demands import BEGINNING, END, Span
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _, ngettext_lazy

MOST_SHIFT = 36_500
LAST_DAY = date.max.toordinal()
_MONTHS = {"month": 1, "quarter": 3, "year": 12}

ANCHORS: dict[str, Text] = {
    "now": _("now"),
    "today": _("today"),
    "start_of_week": _("the first day of this week"),
    "end_of_week": _("the last day of this week"),
    "start_of_month": _("the first day of this month"),
    "end_of_month": _("the last day of this month"),
    "start_of_quarter": _("the first day of this quarter"),
    "end_of_quarter": _("the last day of this quarter"),
    "start_of_year": _("the first day of this year"),
    "end_of_year": _("the last day of this year"),
}


@dataclass(frozen=True)
class Relative:
    """A time that moves along: an anchor, shifted by so many hours, days, weeks, months, quarters or years."""

    anchor: str
    shift: int = 0

    @property
    def unit(self) -> str:
        """What the shift counts."""
        return {"now": "hour", "today": "day"}.get(self.anchor, self.anchor.rpartition("_")[2])


Time = date | datetime | Relative


def relative_words(relative: Relative) -> Text:
    """A relative time in words: "yesterday", "the first day of this month -2 months"."""
    shift = relative.shift
    if relative.unit == "day" and abs(shift) == 1:
        return _("tomorrow") if shift > 0 else _("yesterday")
    if shift == 0:
        return ANCHORS[relative.anchor]
    count, values = abs(shift), {"day": ANCHORS[relative.anchor], "shift": f"{shift:+}"}
    moved = {
        "hour": ngettext_lazy("%(day)s %(shift)s hour", "%(day)s %(shift)s hours", count, **values),
        "day": ngettext_lazy("%(day)s %(shift)s day", "%(day)s %(shift)s days", count, **values),
        "week": ngettext_lazy("%(day)s %(shift)s week", "%(day)s %(shift)s weeks", count, **values),
        "month": ngettext_lazy("%(day)s %(shift)s month", "%(day)s %(shift)s months", count, **values),
        "quarter": ngettext_lazy("%(day)s %(shift)s quarter", "%(day)s %(shift)s quarters", count, **values),
        "year": ngettext_lazy("%(day)s %(shift)s year", "%(day)s %(shift)s years", count, **values),
    }
    return moved[relative.unit]


def read_time(raw: Any, field: Field, reader: Reader) -> Time:
    """A day, a moment for a field that holds moments, or a relative time; raises ValueFault."""
    if isinstance(raw, dict):
        return _relative(raw, field)
    try:
        found: Time | None = DateType().parse(raw, field, reader)
    except ValueFault:
        if field.type is FieldType.DATE:
            raise
        found = DatetimeType().parse(raw, field, reader)
    if found is None:
        raise ValueFault(_("Enter a day."))
    return found


def time_span(value: Time, field: Field, context: Context) -> Span:
    """The whole day, or the second that a moment falls into."""
    if isinstance(value, Relative) and value.anchor == "now":
        return _second(_plus(context.now, timedelta(hours=value.shift)))
    if isinstance(value, datetime):
        return _second(value)
    day = _ordinal(value, context.today) if isinstance(value, Relative) else value.toordinal()
    return days_span(day, day, field, context)


def days_span(first: int, last: int, field: Field, context: Context) -> Span:
    """From the first day to the end of the last, as ordinals; days beyond the calendar hold nothing."""
    return Span(_start_of(first, field, context), _start_of(last + 1, field, context))


def _relative(raw: dict[Any, Any], field: Field) -> Relative:
    anchor, shift = raw.get("relative"), raw.get("shift", 0)
    if not isinstance(anchor, str) or anchor not in ANCHORS or set(raw) - {"relative", "shift"}:
        names = ", ".join(ANCHORS)
        raise ValueFault(_("A relative day is {“relative”: …, “shift”: …} with one of: %(names)s.", names=names))
    if anchor == "now" and field.type is FieldType.DATE:
        raise ValueFault(_("This field holds days without a time. Choose a day such as today."))
    if isinstance(shift, bool) or not isinstance(shift, int) or abs(shift) > MOST_SHIFT:
        raise ValueFault(_("Shift it by a whole number, at most %(limit)s.", limit=MOST_SHIFT))
    return Relative(anchor, shift)


def _ordinal(relative: Relative, today: date) -> int:
    """The day's ordinal; 0 or one past LAST_DAY where the calendar ends before it."""
    if relative.unit == "day":
        return today.toordinal() + relative.shift
    is_end = relative.anchor.startswith("end_of")
    if relative.unit == "week":
        return today.toordinal() - today.weekday() + 7 * relative.shift + (6 if is_end else 0)
    size = _MONTHS[relative.unit]
    period = (today.year * 12 + today.month - 1) // size + relative.shift
    return _first_of(size * (period + 1)) - 1 if is_end else _first_of(size * period)


def _first_of(month: int) -> int:
    """The ordinal of the first day of a month, counted from January of the year 0."""
    year = month // 12
    if not date.min.year <= year <= date.max.year:
        return 0 if year < date.min.year else LAST_DAY + 1
    return date(year, month % 12 + 1, 1).toordinal()


def _second(moment: datetime) -> Span:
    start = moment.replace(microsecond=0)
    return Span(start, _plus(start, timedelta(seconds=1)))


def _plus(moment: datetime, more: timedelta) -> datetime:
    try:
        return moment + more
    except OverflowError:
        return BEGINNING if more < timedelta(0) else END


def _start_of(day: int, field: Field, context: Context) -> datetime:
    """The day's first moment. Where clocks skip midnight it is the one they skip it at, as `fold` is 0."""
    if day <= 1:
        return BEGINNING
    if day > LAST_DAY:
        return END
    zone = UTC if field.type is FieldType.DATE else context.zone
    return datetime.combine(date.fromordinal(day), time(), zone).astimezone(UTC)
