"""The reader for one record at hand: does it hold, and what did each comparison see?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stepmark.catalogue.types.base import Cell
from stepmark.catalogue.values import to_cells, to_json
from stepmark.conditions.check import BrokenLeaf, Conditions, Leaf
from stepmark.conditions.context import Context
from stepmark.conditions.paths import Path
from stepmark.conditions.tree import Comparison, Reading
from stepmark.platform.i18n import Text

# Python values by a path's key, as `queries` gives them; what is not there is empty.
Values = Mapping[str, Any]
UNCHANGED: Values = {}


@dataclass(frozen=True)
class SeenLeaf:
    """One comparison's part in a verdict: the JSON value it saw, and why it could not hold, if something was wrong."""

    place: str
    field: str
    op: str
    saw: Any
    held: bool
    reason: Text | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a record meets the conditions. Every comparison is looked at, so that the trace has no gaps."""

    held: bool
    leaves: Sequence[SeenLeaf] = field(default=())

    def __bool__(self) -> bool:
        return self.held


def holds(conditions: Conditions, seen: Values, context: Context, before: Values = UNCHANGED) -> Verdict:
    """Whether a record with these values meets the conditions.

    `before` holds the former values of the fields that changed, and those alone; a field that is not there has kept
    its value. Of a record that is new, all were empty.
    """
    reading = _Python(conditions, seen, before, context)
    return Verdict(reading.of(conditions.tree), reading.leaves)


def cells_of(path: Path, values: Values) -> tuple[Cell, ...]:
    """A path's values as they are compared."""
    return tuple(to_cells(path.field, values.get(path.key)))


class _Python(Reading[bool]):
    def __init__(self, conditions: Conditions, seen: Values, before: Values, context: Context) -> None:
        self.conditions, self.seen, self.before, self.context = conditions, seen, before, context
        self.leaves: list[SeenLeaf] = []

    def comparison(self, place: str, comparison: Comparison) -> bool:
        leaf = self.conditions.leaves[place]
        if isinstance(leaf, BrokenLeaf):
            self.leaves.append(SeenLeaf(place, comparison.field, comparison.op, None, held=False, reason=leaf.fault))
        else:
            self.leaves.append(self._look(place, leaf))
        return self.leaves[-1].held

    def all(self, nodes: Sequence[bool]) -> bool:
        return all(nodes)

    def any(self, nodes: Sequence[bool]) -> bool:
        return any(nodes)

    def negation(self, node: bool) -> bool:
        return not node

    def _look(self, place: str, leaf: Leaf) -> SeenLeaf:
        path = leaf.path
        has_changed = path.key in self.before
        values = self.before if leaf.reads_before and has_changed else self.seen
        cells = cells_of(path, values)
        claim = leaf.claim(self.context, cells_of(path, self.before) if has_changed else None)
        held = claim.of(cells)
        saw = to_json(path.field, values.get(path.key))
        return SeenLeaf(place, path.key, leaf.operator.name, saw, held, None if held else claim.obstacle(cells))
