"""What a periodic rule fires for: the date that drives it, how often for one date, and what it fires for only once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from stepmark.automation.compiled import CompiledRule
from stepmark.conditions.check import Conditions, Leaf
from stepmark.conditions.paths import Path
from stepmark.conditions.repeating import Repeating, can_drive, shift_of
from stepmark.domain.record import Record
from stepmark.platform.days import day_of


@dataclass(frozen=True)
class Driver:
    """The date condition that a rule follows: exactly so many days after, or before, a date of the record."""

    place: str
    leaf: Leaf

    @property
    def path(self) -> Path:
        """Where the date is read."""
        return self.leaf.path

    @property
    def cycle(self) -> int:
        """The cycle's length in days, which is the number in the condition; a 0 is every day."""
        return max(1, int(self.leaf.operand))

    def first_hit(self, day: date) -> int:
        """The ordinal of the day on which it first comes true for a date."""
        return day.toordinal() + shift_of(self.leaf.operator, self.leaf.operand)


def drivers(conditions: Conditions) -> list[Driver]:
    """The date conditions that may drive a rule: those that must hold, and that name a number of days."""
    return [
        Driver(place, leaf)
        for place, leaf in conditions.leaves.items()
        if isinstance(leaf, Leaf) and can_drive(leaf.operator) and _must_hold(place)
    ]


def driver_of(rule: CompiledRule) -> Driver | None:
    """The one that drives this rule: the one chosen, else the first; None for a rule without a date."""
    found = drivers(rule.conditions)
    return next((driver for driver in found if driver.place == rule.cycle_by), found[0] if found else None)


def asked_daily(rule: CompiledRule) -> Conditions:
    """The conditions as they are asked each day: of a cyclic rule, the driving date comes true again and again."""
    driver = driver_of(rule)
    if driver is None or not rule.cyclic:
        return rule.conditions
    repeating = replace(driver.leaf, operator=Repeating(driver.leaf.operator))
    return replace(rule.conditions, leaves={**rule.conditions.leaves, driver.place: repeating})


def occurrence(rule: CompiledRule, record: Record, values: Mapping[str, Any], day: date, zone: str) -> str:
    """What a run may happen once only for: the record with the date's value, of a cyclic rule also how many-th time.

    Without a date it is the day; that a record has to stop meeting the rule before the next time is asked beforehand.
    """
    driver = driver_of(rule)
    if driver is None:
        return f"{record.id}@{day.isoformat()}"
    value = values[driver.path.key]
    on = day_of(value, zone) if isinstance(value, datetime) else value
    number = (day.toordinal() - driver.first_hit(on)) // driver.cycle if rule.cyclic else 0
    return f"{record.id}@{on.isoformat()}#{number}"


def _must_hold(place: str) -> bool:
    """Whether a condition stands in groups of "all of" alone, so that nothing meets the rule without it."""
    return all(step == "all" or step.isdigit() for step in place.split("/")) if place else True
