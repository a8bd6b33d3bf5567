"""Days and moments. A day of a moment is the workspace's local day; days are counted from the context's today."""

from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader
from stepmark.conditions.calendar import days_span, read_time, time_span
from stepmark.conditions.claims import Claim, Has
from stepmark.conditions.demands import BEGINNING, END, Span
from stepmark.conditions.operators.base import MOST_DAYS, Asked, Operator, Takes, days
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _, ngettext_lazy

TIMES = frozenset({FieldType.DATE, FieldType.DATETIME})


class On(Operator):
    """On this day, or in this very second. Like its neighbours it takes a day, a moment or a relative time."""

    name = "on"
    label = _("is on")
    sentence = _("%(field)s is on %(value)s")
    types = TIMES

    def read_one(self, raw: Any, field: Field, reader: Reader) -> Any:
        return read_time(raw, field, reader)

    def claim(self, asked: Asked) -> Claim:
        return Has(time_span(asked.operand, asked.field, asked.context))


class Before(On):
    """Before this day or moment begins."""

    name = "before"
    label = _("is before")
    sentence = _("%(field)s is before %(value)s")

    def claim(self, asked: Asked) -> Claim:
        return Has(Span(BEGINNING, time_span(asked.operand, asked.field, asked.context).start))


class After(On):
    """After this day or moment has ended."""

    name = "after"
    label = _("is after")
    sentence = _("%(field)s is after %(value)s")

    def claim(self, asked: Asked) -> Claim:
        return Has(Span(time_span(asked.operand, asked.field, asked.context).end, END))


class BetweenDays(On):
    """From the first to the last, both included."""

    name = "between"
    label = _("is between")
    sentence = _("%(field)s is between %(value)s")
    takes = Takes.RANGE

    def claim(self, asked: Asked) -> Claim:
        first, last = (time_span(each, asked.field, asked.context) for each in asked.operand)
        return Has(Span(first.start, last.end))


class DaysAfter(Operator):
    """Today is exactly this many days after the date."""

    name = "days_after"
    label = _("was exactly … days ago")
    types = TIMES
    takes = Takes.DAYS

    def claim(self, asked: Asked) -> Claim:
        day = asked.context.today.toordinal() - asked.operand
        return Has(days_span(day, day, asked.field, asked.context))

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        return ngettext_lazy(
            "%(field)s was exactly %(num)s day ago", "%(field)s was exactly %(num)s days ago", operand, field=field
        )


class DaysBefore(Operator):
    """Today is exactly this many days before the date."""

    name = "days_before"
    label = _("is in exactly … days")
    types = TIMES
    takes = Takes.DAYS

    def claim(self, asked: Asked) -> Claim:
        day = asked.context.today.toordinal() + asked.operand
        return Has(days_span(day, day, asked.field, asked.context))

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        return ngettext_lazy(
            "%(field)s is in exactly %(num)s day", "%(field)s is in exactly %(num)s days", operand, field=field
        )


class OlderThan(Operator):
    """The date was more than this many days ago: of 14 days, the 15th day before today and all before it."""

    name = "older_than"
    label = _("was more than … days ago")
    types = TIMES
    takes = Takes.DAYS

    def claim(self, asked: Asked) -> Claim:
        last = asked.context.today.toordinal() - asked.operand - 1
        return Has(days_span(1, last, asked.field, asked.context))

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        return ngettext_lazy(
            "%(field)s was more than %(num)s day ago", "%(field)s was more than %(num)s days ago", operand, field=field
        )


class Within(Operator):
    """Today or in the next so many days, as one asks of a due date; of a negative number, the last so many days.

    Of 7 that is today and the seven days after it, of -7 today and the seven before it: the opposite of "older than".
    """

    name = "within"
    label = _("is within the next … days")
    types = TIMES
    takes = Takes.DAYS

    def read(self, raw: Any, field: Field, reader: Reader) -> int:
        return days(raw, at_least=-MOST_DAYS)

    def claim(self, asked: Asked) -> Claim:
        today = asked.context.today.toordinal()
        first, last = sorted((today, today + asked.operand))
        return Has(days_span(first, last, asked.field, asked.context))

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        if operand < 0:
            return ngettext_lazy(
                "%(field)s is within the last %(num)s day",
                "%(field)s is within the last %(num)s days",
                -operand,
                field=field,
            )
        return ngettext_lazy(
            "%(field)s is within the next %(num)s day",
            "%(field)s is within the next %(num)s days",
            operand,
            field=field,
        )
