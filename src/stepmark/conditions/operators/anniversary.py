"""Days that come back each year, such as birthdays and the day of a contract."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, extract, or_

from stepmark.catalogue.types.base import Cell
from stepmark.conditions.calendar import LAST_DAY, days_span
from stepmark.conditions.claims import NEVER, Claim, Has
from stepmark.conditions.demands import Columns, Demand, Span
from stepmark.conditions.operators.base import Asked, Operator, Takes
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _, ngettext_lazy

_LEAP_DAY = (2, 29)


class Anniversary(Operator):
    """In exactly so many days the date comes round again, for the first time a year after it.

    Where a year has no 29th of February, its anniversary is on the 28th.
    """

    name = "anniversary"
    label = _("comes round in exactly … days")
    sentence = _("%(field)s comes round in exactly %(value)s days")
    types = frozenset({FieldType.DATE})
    takes = Takes.DAYS

    def claim(self, asked: Asked) -> Claim:
        ordinal = asked.context.today.toordinal() + asked.operand
        if ordinal > LAST_DAY:
            return NEVER
        return Has(YearsBefore(date.fromordinal(ordinal), days_span(1, ordinal - 1, asked.field, asked.context)))

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        if operand == 0:
            return _("%(field)s comes round today", field=field)
        return ngettext_lazy(
            "%(field)s comes round in exactly %(num)s day",
            "%(field)s comes round in exactly %(num)s days",
            operand,
            field=field,
        )


@dataclass(frozen=True)
class YearsBefore(Demand):
    """The same day of an earlier year; `earlier` holds all that lies before this one."""

    day: date
    earlier: Span

    def holds(self, cell: Cell) -> bool:
        is_alike = cell.time is not None and (cell.time.month, cell.time.day) in self._alike
        return is_alike and self.earlier.holds(cell)

    def where(self, columns: Columns) -> ColumnElement[bool]:
        month, day = extract("month", columns.time), extract("day", columns.time)
        return and_(self.earlier.where(columns), or_(*(and_(month == m, day == d) for m, d in self._alike)))

    @property
    def _alike(self) -> list[tuple[int, int]]:
        """The month and day, and the leap day where this year passes over it."""
        own = self.day.month, self.day.day
        return [own, _LEAP_DAY] if own == (2, 28) and not isleap(self.day.year) else [own]
