"""Asking rules about a record: its values are read once, for all the rules that a change wakes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from stepmark.automation.rule_sets import RuleSet
from stepmark.catalogue.values import from_json
from stepmark.commands.work import Work
from stepmark.conditions.check import Conditions
from stepmark.conditions.context import Context
from stepmark.conditions.paths import Path
from stepmark.conditions.prepared import Cells
from stepmark.conditions.python import UNCHANGED, Values, Verdict, cells_of, holds
from stepmark.domain.record import Record
from stepmark.platform.clock import now
from stepmark.platform.days import day_of
from stepmark.queries.condition_values import seen_values


class Asker:
    """Reads a record's values when they are asked for, and again after something has happened."""

    def __init__(self, work: Work, rules: RuleSet, context: Context) -> None:
        self.work, self.rules, self.context = work, rules, context
        self._record: Record | None = None
        self._values: dict[str, Any] = {}
        self._events = -1

    def verdict(self, conditions: Conditions, record: Record, before: Values = UNCHANGED) -> Verdict:
        """Whether the record meets the conditions now."""
        return holds(conditions, self.values(record, conditions.paths), self.context, before)

    def held_before(self, conditions: Conditions, record: Record, before: Values) -> bool:
        """Whether it met them before the change."""
        then = {**self.values(record, conditions.paths), **before}
        return bool(holds(conditions, then, self.context))

    def values(self, record: Record, paths: Iterable[Path]) -> Values:
        """What the record shows at these paths."""
        if record is not self._record or self._events != len(self.work.events):
            self._record, self._events = record, len(self.work.events)
            self._values = {}
            self.work.session.flush()
        missing = {path.key: path for path in paths if path.key not in self._values}
        if missing:
            self._values |= seen_values(self.work.session, list(missing.values()), [record])[record.id]
        return self._values

    def cells(self, record: Record, paths: Iterable[Path]) -> Cells:
        """The same as they are compared."""
        values = self.values(record, paths)
        return {path.key: cells_of(path, values) for path in paths}


def before_of(rules: RuleSet, kind: str, changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """The former values as conditions take them, of the fields that there are."""
    fields = rules.fields.get(kind, {})
    return {key: from_json(fields[key], values[0]) for key, values in changes.items() if key in fields}


def world(rules: RuleSet, member_id: int | None, at: datetime | None = None, day: date | None = None) -> Context:
    """The world as the workspace sees it; a sweep gives its own day."""
    moment = at or now()
    zone, currency = rules.reader.time_zone, rules.reader.currency
    return Context(day or day_of(moment, zone), moment, zone, currency, rules.rates, member_id)
