"""What an operator demands of one stored value. This is all that Python and SQL each read in their own way.

A value is a Cell, as the typed table stores it, wherever it lies: in a column, a custom field or a contact point.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, false, func, literal, literal_column, or_, true

from stepmark.catalogue.types.base import Cell
from stepmark.conditions.among import Among
from stepmark.platform.i18n import Text, _

# PostgreSQL's index rows are bounded, so the indexes on folded texts hold their first hundred characters.
_INDEXED = 100
_LARGEST = 2**63 - 1
BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
Sought = int | str


@dataclass(frozen=True)
class Columns:
    """Where SQL finds the parts of a cell; `present` tells whether there is one, `is_day` that `time` is a date."""

    present: ColumnElement[bool]
    number: Any = None
    text: Any = None
    folded: Any = None
    time: Any = None
    is_day: bool = False

    def moment(self, value: datetime) -> Any:
        """A moment as the column keeps it; where it keeps days, every moment asked for is a midnight."""
        return value.date() if self.is_day else value


class Demand(ABC):
    """Two readings of one demand. SQL's may be null where there is no value, which counts as false."""

    @abstractmethod
    def holds(self, cell: Cell) -> bool:
        """Whether the value meets it."""

    @abstractmethod
    def where(self, columns: Columns) -> ColumnElement[bool]:
        """The same in SQL."""

    def obstacle(self, cell: Cell) -> Text | None:
        """Why the value can't be compared at all, if it can't."""
        return None

    @property
    def sought(self) -> Collection[Sought] | None:
        """The numbers or folded texts that meet it, where these are all that can; else None."""
        return None


def negation(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The opposite, with null as false. What is never null stays bare, as planners can turn that into a join."""
    return ~condition if isinstance(condition, Among | Exists) else ~func.coalesce(condition, false())


@dataclass(frozen=True)
class Anything(Demand):
    """Any value will do."""

    def holds(self, cell: Cell) -> bool:
        return True

    def where(self, columns: Columns) -> ColumnElement[bool]:
        return columns.present


@dataclass(frozen=True)
class Nothing(Demand):
    """No value will do."""

    def holds(self, cell: Cell) -> bool:
        return False

    def where(self, columns: Columns) -> ColumnElement[bool]:
        return false()


@dataclass(frozen=True)
class Numbers(Demand):
    """One of these numbers: ids, yes and no, scaled numbers."""

    numbers: frozenset[int]

    def holds(self, cell: Cell) -> bool:
        return cell.number in self.numbers

    def where(self, columns: Columns) -> ColumnElement[bool]:
        found: ColumnElement[bool] = columns.number.in_(sorted(self.numbers))
        return found

    @property
    def sought(self) -> Collection[Sought]:
        return self.numbers


@dataclass(frozen=True)
class NumberRange(Demand):
    """A number from `low` to `high`, both included; None leaves that end open."""

    low: int | None = None
    high: int | None = None

    def holds(self, cell: Cell) -> bool:
        number = cell.number or 0
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def where(self, columns: Columns) -> ColumnElement[bool]:
        return and_(
            true() if self.low is None else columns.number >= _bounded(self.low),
            true() if self.high is None else columns.number <= _bounded(self.high),
        )


@dataclass(frozen=True)
class PerCurrency(Demand):
    """An amount whose range depends on its currency; `otherwise` answers for one that can't be compared."""

    currencies: Collection[str]
    range_in: Callable[[str], NumberRange | None]
    otherwise: bool = False

    def holds(self, cell: Cell) -> bool:
        limits = self.range_in(cell.text or "")
        return limits.holds(cell) if limits else self.otherwise

    def where(self, columns: Columns) -> ColumnElement[bool]:
        limits = {each: found for each in sorted(self.currencies) if (found := self.range_in(each))}
        ranges = [and_(columns.text == _inline(each), found.where(columns)) for each, found in limits.items()]
        others = and_(columns.present, columns.text.not_in(limits)) if self.otherwise else false()
        return or_(others, *ranges)

    def obstacle(self, cell: Cell) -> Text | None:
        if self.range_in(cell.text or ""):
            return None
        return _("There is no exchange rate to compare an amount in %(currency)s with.", currency=cell.text)


@dataclass(frozen=True)
class Texts(Demand):
    """One of these folded texts."""

    folded: frozenset[str]

    def holds(self, cell: Cell) -> bool:
        return cell.folded in self.folded

    def where(self, columns: Columns) -> ColumnElement[bool]:
        start = func.substr(columns.folded, literal_column("1"), literal_column(str(_INDEXED)))
        short = sorted(each for each in self.folded if len(each) < _INDEXED)
        long = sorted(self.folded.difference(short))
        # A short text is told by its start alone. Asked for the whole as well, SQLite would no longer see the index.
        is_long = and_(start.in_(sorted({each[:_INDEXED] for each in long})), columns.folded.in_(long))
        return or_(start.in_(short), is_long) if long else start.in_(short)

    @property
    def sought(self) -> Collection[Sought]:
        return self.folded


@dataclass(frozen=True)
class Part(Demand):
    """A folded text that holds this one, or begins with it."""

    folded: str
    at_start: bool = False

    def holds(self, cell: Cell) -> bool:
        text = cell.folded or ""
        return text.startswith(self.folded) if self.at_start else self.folded in text

    def where(self, columns: Columns) -> ColumnElement[bool]:
        looks_like = columns.folded.startswith if self.at_start else columns.folded.contains
        found: ColumnElement[bool] = looks_like(self.folded, autoescape=True)
        return found


@dataclass(frozen=True)
class Span(Demand):
    """A time from `start` until before `end`; BEGINNING and END stand for no bound."""

    start: datetime
    end: datetime

    def holds(self, cell: Cell) -> bool:
        return cell.time is not None and self.start <= cell.time < self.end

    def where(self, columns: Columns) -> ColumnElement[bool]:
        if self.start >= self.end:
            return false()
        return and_(
            true() if self.start == BEGINNING else columns.time >= columns.moment(self.start),
            columns.present if self.end == END else columns.time < columns.moment(self.end),
        )


@dataclass(frozen=True)
class Exactly(Demand):
    """One of these very values, letter by letter; or, turned round, a value that is none of them."""

    cells: frozenset[Cell]
    is_other: bool = False

    def holds(self, cell: Cell) -> bool:
        return (cell in self.cells) is not self.is_other

    def where(self, columns: Columns) -> ColumnElement[bool]:
        same = or_(false(), *(_same(columns, cell) for cell in self.cells))
        return and_(columns.present, negation(same)) if self.is_other else same


def _same(columns: Columns, cell: Cell) -> ColumnElement[bool]:
    return and_(
        true() if cell.number is None else columns.number == cell.number,
        true() if cell.text is None else columns.text == cell.text,
        true() if cell.time is None else columns.time == columns.moment(cell.time),
    )


def _bounded(number: int) -> ColumnElement[int]:
    # An exchange rate may carry a bound beyond 64 bits, where no stored number is.
    return _inline(max(-_LARGEST, min(number, _LARGEST)))


def _inline(value: Any) -> ColumnElement[Any]:
    # Written out: a tree of amounts in many currencies would hold more parameters than a statement may.
    return literal(value, literal_execute=True)
