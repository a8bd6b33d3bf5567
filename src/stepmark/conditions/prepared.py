"""The quick way of the Python reader: many conditions made ready once for a day, then asked together of many records.

It gives the same answers as `holds`, without what only a trace needs. Conditions that look at what a change did, or at
the very hour, are not for it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, TypeVar

from stepmark.catalogue.types.base import Cell
from stepmark.conditions.calendar import Relative
from stepmark.conditions.check import BrokenLeaf, Conditions, Leaf
from stepmark.conditions.context import Context
from stepmark.conditions.demands import Sought
from stepmark.conditions.operators.base import ME
from stepmark.conditions.tree import All, Comparison, Reading

Cells = Mapping[str, tuple[Cell, ...]]
Places = tuple[str, ...]
Key = TypeVar("Key")


class Prepared:
    """Some conditions. Each comparison is made once, however many of them contain it, and those that seek one of some
    values are found by the values that there are, so that they cost nothing where a record shows others.
    """

    def __init__(self, many: Sequence[Conditions], context: Context) -> None:
        self._comparisons = _Comparisons(context)
        self._each = [_One(conditions, self._comparisons) for conditions in many]
        # Most ask one thing: their answers are made beforehand.
        self._at_first = [one.all_places if one.only is not None else None for one in self._each]
        self._asking_only = _by_key((one.only, number) for number, one in enumerate(self._each) if one.only is not None)
        several = [(number, one) for number, one in enumerate(self._each) if one.only is None]
        alike = _by_key((one.likeness, number) for number, one in several)
        self._alike = [(self._each[numbers[0]], numbers) for numbers in alike.values()]
        self._seeking = _by_key((comparison, number) for number, one in several for comparison in one.sought)

    def failing(self, cells: Cells) -> list[Places | None]:
        """For each the places of the comparisons that don't hold, if the conditions don't; None if they do.

        `cells` holds the values of every path that the conditions read.
        """
        asked, found = self._comparisons.held(cells)
        held = asked | found
        failing: list[Places | None] = self._at_first.copy()
        for comparison in held:
            for number in self._asking_only.get(comparison, ()):
                failing[number] = None
        for one, numbers in self._alike:
            answer = one.failing(asked)
            for number in numbers:
                failing[number] = answer
        for comparison in found:
            for number in self._seeking.get(comparison, ()):
                failing[number] = self._each[number].failing(held)
        return failing


class _Comparisons:
    """The comparisons of all of them, each once, by a number."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[Any, int] = {}
        self._asked: dict[str, list[tuple[int, Callable[[Cell], bool], Callable[[Sequence[Cell]], bool]]]] = {}
        self._sought: dict[str, dict[Sought, list[int]]] = {}
        self.seeking: set[int] = set()

    def number(self, leaf: Leaf) -> int:
        """The number of a comparison, a new one where it was not met before."""
        likeness = leaf.path.key, leaf.operator.name, repr(leaf.operand)
        if likeness not in self._known:
            self._known[likeness] = len(self._known)
            self._add(self._known[likeness], leaf)
        return self._known[likeness]

    def held(self, cells: Cells) -> tuple[set[int], set[int]]:
        """Those that hold: of those that have to be asked, and of those that seek values."""
        asked: set[int] = set()
        for key, comparisons in self._asked.items():
            values = cells[key]
            if len(values) == 1:
                asked.update([number for number, of_one, _of in comparisons if of_one(values[0])])
            else:
                asked.update([number for number, _of_one, of in comparisons if of(values)])
        return asked, set(self._found(cells))

    def _add(self, number: int, leaf: Leaf) -> None:
        key, claim = leaf.path.key, leaf.claim(self._context, None)
        if claim.sought is None:
            self._asked.setdefault(key, []).append((number, claim.of_one, claim.of))
            return
        self.seeking.add(number)
        by_value = self._sought.setdefault(key, defaultdict(list))
        for value in claim.sought:
            by_value[value].append(number)

    def _found(self, cells: Cells) -> Iterator[int]:
        for key, by_value in self._sought.items():
            for cell in cells[key]:
                for value in (cell.number, cell.folded):
                    if value is not None and value in by_value:
                        yield from by_value[value]


class _One:
    """One tree with the numbers of its comparisons, `only` where it must hold and is alone.

    Those of one likeness differ in what they seek alone, and so fail alike where nothing of it is found.
    """

    def __init__(self, conditions: Conditions, comparisons: _Comparisons) -> None:
        self._tree = conditions.tree
        self._is_flat = isinstance(self._tree, All) and all(isinstance(each, Comparison) for each in self._tree.all)
        # One that is broken is none of those that hold.
        self._numbers = {
            place: -1 if isinstance(leaf, BrokenLeaf) else comparisons.number(leaf)
            for place, leaf in conditions.leaves.items()
        }
        self.all_places = tuple(self._numbers)
        self.only = next(iter(self._numbers.values())) if self._is_flat and len(self._numbers) == 1 else None
        self.sought = comparisons.seeking & set(self._numbers.values())
        asked = tuple((place, None if each in self.sought else each) for place, each in self._numbers.items())
        self.likeness = _Shape().of(self._tree), asked

    def failing(self, held: Set[int]) -> Places | None:
        """The places of what fails where these comparisons hold."""
        failing = tuple([place for place, number in self._numbers.items() if number not in held])
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

    def __init__(self, failing: Set[str]) -> None:
        self._failing = failing

    def comparison(self, place: str, comparison: Comparison) -> bool:
        return place not in self._failing

    def all(self, nodes: Sequence[bool]) -> bool:
        return all(nodes)

    def any(self, nodes: Sequence[bool]) -> bool:
        return any(nodes)

    def negation(self, node: bool) -> bool:
        return not node


class _Shape(Reading[str]):
    """How a tree is put together, whatever its comparisons are."""

    def comparison(self, place: str, comparison: Comparison) -> str:
        return "."

    def all(self, nodes: Sequence[str]) -> str:
        return f"all({''.join(nodes)})"

    def any(self, nodes: Sequence[str]) -> str:
        return f"any({''.join(nodes)})"

    def negation(self, node: str) -> str:
        return f"not({node})"


def _by_key(pairs: Iterable[tuple[Key, int]]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for key, number in pairs:
        found[key].append(number)
    return dict(found)


def _depends_on_more(leaf: Leaf) -> bool:
    operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    is_hour = any(isinstance(each, Relative) and each.anchor == "now" for each in operands)
    return is_hour or _looks_at_change(leaf)


def _looks_at_change(leaf: Leaf) -> bool:
    return leaf.reads_before or leaf.operator.is_about_change
