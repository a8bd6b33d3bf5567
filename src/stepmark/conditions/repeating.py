"""A date condition that comes true again and again, as a cyclic rule wants it: every so many days from its day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Integer, and_, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from stepmark.catalogue.types.base import Cell
from stepmark.conditions.claims import Claim, Has
from stepmark.conditions.demands import Columns, Demand
from stepmark.conditions.operators.base import Asked, Operator, Takes
from stepmark.conditions.operators.days import DaysAfter, DaysBefore
from stepmark.domain.attributes import FieldType
from stepmark.platform.days import day_of, start_of
from stepmark.platform.i18n import Text, _


class LocalDay(GenericFunction[int]):
    """The ordinal of the local day of a moment that is stored in UTC, or of a day; `date.toordinal` in SQL."""

    type = Integer()
    inherit_cache = True
    name = "local_day"


@compiles(LocalDay, "postgresql")
def _on_postgresql(function: LocalDay, compiler: SQLCompiler, **options: Any) -> str:
    moment, zone = (compiler.process(each, **options) for each in function.clauses)
    local = f"timezone({zone}, timezone('UTC', ({moment})::timestamp))::date"
    return f"({local} - date '0001-01-01' + 1)"


@dataclass(frozen=True)
class EveryDays(Demand):
    """`shift` days after the day of the value, and every `cycle` days from then on; a cycle of 0 is every day."""

    shift: int
    cycle: int
    today: date
    time_zone: str

    def holds(self, cell: Cell) -> bool:
        return cell.time is not None and self._is_hit(self._since(cell.time))

    def where(self, columns: Columns) -> ColumnElement[bool]:
        # The first day that is too late bounds the rows before any arithmetic, so that an index is of use.
        too_late = start_of(self.today - timedelta(days=self.shift - 1), self.time_zone)
        begun: ColumnElement[bool] = columns.time < columns.moment(too_late)
        if self.cycle <= 1:
            return begun
        since: ColumnElement[int] = literal(self._first.toordinal(), Integer) - LocalDay(columns.time, self.time_zone)
        return and_(begun, since % self.cycle == 0)

    @property
    def _first(self) -> date:
        """The day whose first hit is today."""
        return self.today - timedelta(days=self.shift)

    def _since(self, moment: datetime) -> int:
        return (self._first - day_of(moment, self.time_zone)).days

    def _is_hit(self, since: int) -> bool:
        return since >= 0 and (self.cycle <= 1 or since % self.cycle == 0)


class Repeating(Operator):
    """What days_after and days_before become in a cyclic rule. Not offered by any form: the rule's switch makes it."""

    name = "repeating"
    label = _("repeats every … days")
    sentence = _("%(field)s repeats every %(value)s days")
    types: ClassVar[Any] = frozenset({FieldType.DATE, FieldType.DATETIME})
    takes = Takes.DAYS

    def __init__(self, once: Operator) -> None:
        self.once = once

    def claim(self, asked: Asked) -> Claim:
        # A day keeps no hour, so it is the same day in every zone.
        zone = "UTC" if asked.field.type is FieldType.DATE else asked.context.time_zone
        return Has(EveryDays(shift_of(self.once, asked.operand), asked.operand, asked.context.today, zone))

    def words(self, field: Text, value: Text, operand: Any) -> Text:
        return self.once.words(field, value, operand)


def can_drive(operator: Operator) -> bool:
    """Whether an operator names a day that a cycle can begin on."""
    return isinstance(operator, DaysAfter | DaysBefore)


def shift_of(operator: Operator, days: int) -> int:
    """How many days after the date the first hit is; before it, where negative."""
    return -days if isinstance(operator, DaysBefore) else days
