"""The quick way of the Python reader: conditions made ready once for a day, then asked of many records.

It gives the same answers as `holds`, without what only a trace needs. Conditions that look at what a change did, or at
the very hour, are not for it.
"""

from collections.abc import Mapping, Sequence

from stepmark.catalogue.types.base import Cell
from stepmark.conditions.calendar import Relative
from stepmark.conditions.check import BrokenLeaf, Conditions, Leaf
from stepmark.conditions.context import Context
from stepmark.conditions.operators.base import ME
from stepmark.conditions.tree import All, Comparison, Reading

Cells = Mapping[str, tuple[Cell, ...]]


class Prepared:
    """What each comparison claims, worked out beforehand."""

    def __init__(self, conditions: Conditions, context: Context) -> None:
        self._tree = conditions.tree
        self._broken = tuple(place for place, leaf in conditions.leaves.items() if isinstance(leaf, BrokenLeaf))
        self._claims = [
            (place, leaf.path.key, leaf.claim(context, None).of)
            for place, leaf in conditions.leaves.items()
            if isinstance(leaf, Leaf)
        ]
        tree = conditions.tree
        self._is_flat = isinstance(tree, All) and all(isinstance(each, Comparison) for each in tree.all)
        # Most rules by far ask one thing; their answer is made beforehand as well.
        self._only = self._claims[0][1:] if self._is_flat and len(conditions.leaves) == len(self._claims) == 1 else None
        self._nothing_holds = tuple(conditions.leaves)

    def failing(self, cells: Cells) -> tuple[str, ...] | None:
        """The places of the comparisons that don't hold, if the conditions don't; None if they do.

        `cells` holds the values of every path that the conditions read.
        """
        if self._only is not None:
            key, of = self._only
            return None if of(cells[key]) else self._nothing_holds
        failing = (*self._broken, *(place for place, key, of in self._claims if not of(cells[key])))
        if self._is_flat:
            return failing or None
        return None if _Known(set(failing)).of(self._tree) else failing


def can_be_prepared(conditions: Conditions) -> bool:
    """Whether the answer depends on the record and the day alone."""
    return not any(isinstance(leaf, Leaf) and _depends_on_more(leaf) for leaf in conditions.leaves.values())


def asks_about_the_record(conditions: Conditions) -> bool:
    """Whether no comparison looks at what a change did."""
    return not any(isinstance(leaf, Leaf) and _looks_at_change(leaf) for leaf in conditions.leaves.values())


def asks_for_me(conditions: Conditions) -> bool:
    """Whether it depends on who is asking, too."""
    leaves = [leaf for leaf in conditions.leaves.values() if isinstance(leaf, Leaf)]
    return any(ME in leaf.operand if isinstance(leaf.operand, tuple) else leaf.operand == ME for leaf in leaves)


class _Known(Reading[bool]):
    """The tree's answer where that of each comparison is known."""

    def __init__(self, failing: set[str]) -> None:
        self._failing = failing

    def comparison(self, place: str, comparison: Comparison) -> bool:
        return place not in self._failing

    def all(self, nodes: Sequence[bool]) -> bool:
        return all(nodes)

    def any(self, nodes: Sequence[bool]) -> bool:
        return any(nodes)

    def negation(self, node: bool) -> bool:
        return not node


def _depends_on_more(leaf: Leaf) -> bool:
    operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    is_hour = any(isinstance(each, Relative) and each.anchor == "now" for each in operands)
    return is_hour or _looks_at_change(leaf)


def _looks_at_change(leaf: Leaf) -> bool:
    return leaf.reads_before or leaf.operator.is_about_change
