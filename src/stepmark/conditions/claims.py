"""What a comparison claims of all the values that a field holds: a field may hold none, one or several."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_

from stepmark.catalogue.types.base import Cell
from stepmark.conditions.demands import Demand, Exactly, Nothing, Sought, negation
from stepmark.platform.i18n import Text


class Stored(Protocol):
    """Where the values lie for SQL."""

    def any(self, demand: Demand) -> ColumnElement[bool]:
        """Whether one of them meets the demand; null counts as false."""


class Claim(ABC):
    """Two readings of one claim."""

    @abstractmethod
    def of(self, cells: Sequence[Cell]) -> bool:
        """Whether it is true of these values."""

    @property
    def of_one(self) -> Callable[[Cell], bool]:
        """The same of the only value that there is, as straight as can be: rules by the thousand ask it."""
        return lambda cell: self.of((cell,))

    @abstractmethod
    def where(self, stored: Stored) -> ColumnElement[bool]:
        """The same in SQL; null counts as false."""

    def obstacle(self, cells: Sequence[Cell]) -> Text | None:
        """Why one of the values can't be compared, if so."""
        return None

    @property
    def sought(self) -> Collection[Sought] | None:
        """The numbers or folded texts that make it true if the field holds one of them, and alone do; else None."""
        return None


@dataclass(frozen=True)
class Has(Claim):
    """One of the values meets the demand."""

    demand: Demand

    def of(self, cells: Sequence[Cell]) -> bool:
        return any(map(self.demand.holds, cells))

    @property
    def of_one(self) -> Callable[[Cell], bool]:
        return self.demand.holds

    def where(self, stored: Stored) -> ColumnElement[bool]:
        return stored.any(self.demand)

    def obstacle(self, cells: Sequence[Cell]) -> Text | None:
        return next((text for cell in cells if (text := self.demand.obstacle(cell))), None)

    @property
    def sought(self) -> Collection[Sought] | None:
        return self.demand.sought


@dataclass(frozen=True)
class HasNone(Has):
    """None of the values meets the demand; true of an empty field."""

    def of(self, cells: Sequence[Cell]) -> bool:
        return not super().of(cells)

    @property
    def of_one(self) -> Callable[[Cell], bool]:
        return lambda cell: not self.demand.holds(cell)

    def where(self, stored: Stored) -> ColumnElement[bool]:
        return negation(super().where(stored))

    @property
    def sought(self) -> None:
        return None


@dataclass(frozen=True)
class Differs(Claim):
    """The values are others than these were: one is new, or an old one is gone. Their order does not count."""

    before: tuple[Cell, ...]

    def of(self, cells: Sequence[Cell]) -> bool:
        return set(cells) != set(self.before)

    def where(self, stored: Stored) -> ColumnElement[bool]:
        is_new = stored.any(Exactly(frozenset(self.before), is_other=True))
        gone = (negation(stored.any(Exactly(frozenset({cell})))) for cell in self.before)
        return or_(is_new, *gone)


@dataclass(frozen=True)
class Both(Claim):
    """Two claims at once."""

    one: Claim
    other: Claim

    def of(self, cells: Sequence[Cell]) -> bool:
        return self.one.of(cells) and self.other.of(cells)

    def where(self, stored: Stored) -> ColumnElement[bool]:
        return and_(self.one.where(stored), self.other.where(stored))

    def obstacle(self, cells: Sequence[Cell]) -> Text | None:
        return self.one.obstacle(cells) or self.other.obstacle(cells)


NEVER = Has(Nothing())
