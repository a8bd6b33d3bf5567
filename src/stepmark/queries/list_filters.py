"""A list's filter: a tree of conditions as this member may ask them, told in words, and what became of its fields."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.check import BrokenLeaf, Conditions, Leaf, compile_conditions
from stepmark.conditions.paths import FieldsByKind
from stepmark.conditions.sql import where
from stepmark.conditions.tree import ALWAYS, All, AnyOf, Comparison, Node, Not, Reading, read_tree
from stepmark.domain.rights import Actor
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import is_storable
from stepmark.queries.condition_context import Asking
from stepmark.queries.labels import Labels, label_rows, target_of
from stepmark.queries.list_fields import NARROW


@dataclass(frozen=True)
class Filter:
    """A checked filter; what has become wrong in it holds for no record."""

    conditions: Conditions
    asking: Asking

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through."""
        return self.conditions.tree == All(all=())

    def where(self) -> ColumnElement[bool]:
        """The records that meet it."""
        return where(self.conditions, self.asking.context)


def tree_of_text(text: str) -> Node:
    """The tree that an address holds as JSON; raises Invalid."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid({"": _("This filter can't be read: it is no JSON.")}) from None
    if not is_storable(json.dumps(raw, ensure_ascii=False)):
        raise Invalid({"": _("This filter holds characters that can't be kept. Remove them.")})
    return read_tree(raw)


def list_filter(
    actor: Actor, kind: Kind, tree: Node, fields: FieldsByKind, asking: Asking, *, strict: bool = False
) -> Filter:
    """The filter that a tree is for this actor. When strict, raises Invalid by the place of each fault."""
    conditions = compile_conditions(tree, kind, fields, asking.reader, about_changes=False, strict=strict)
    # Nothing may be learned of records that one does not see, not even by asking whether they hold a value.
    hidden = [] if actor.sees_all else [place for place, leaf in conditions.leaves.items() if _looks_beyond(leaf)]
    if hidden and strict:
        raise Invalid({f"{place}/field": NARROW for place in hidden})
    conditions = replace(conditions, leaves={**conditions.leaves, **_broken(tree, hidden)})
    return Filter(conditions, asking)


def filter_labels(session: Session, actor: Actor, conditions: Conditions) -> Labels:
    """The names of the people, stages and records that a filter is about."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for leaf in conditions.leaves.values():
        if isinstance(leaf, Leaf) and (target := target_of(leaf.path.field)):
            wanted[target].update(_ids(leaf.operand))
    return Labels(label_rows(session, actor, wanted))


def shown_by(labels: Labels, shown: Any) -> Any:
    """How a filter writes a value: `shown` is the page's own way, which takes the names of what is pointed at."""

    def words(field: Field, value: Any) -> str:
        return str(shown(value, field, labels.of(field) if target_of(field) else None))

    return words


def mended(tree: Node, broken: Collection[str]) -> Node:
    """The tree without the comparisons at these places."""
    return _Mended(broken).of(tree) or ALWAYS


class _Mended(Reading[Node | None]):
    """Leaves comparisons out, and groups that nothing is left in."""

    def __init__(self, broken: Collection[str]) -> None:
        self.broken = broken

    def comparison(self, place: str, comparison: Comparison) -> Node | None:
        return None if place in self.broken else comparison

    def all(self, nodes: Sequence[Node | None]) -> Node | None:
        """What is left of them."""
        kept = tuple(node for node in nodes if node is not None)
        return All(all=kept) if kept else None

    def any(self, nodes: Sequence[Node | None]) -> Node | None:
        """What is left of them."""
        kept = tuple(node for node in nodes if node is not None)
        return AnyOf(any=kept) if kept else None

    def negation(self, node: Node | None) -> Node | None:
        """Nothing to be denied, nothing left."""
        return None if node is None else Not(node=node)


class _Comparisons(Reading[None]):
    """Notes every comparison of a tree by its place."""

    def __init__(self) -> None:
        self.found: dict[str, Comparison] = {}

    def comparison(self, place: str, comparison: Comparison) -> None:
        self.found[place] = comparison

    def all(self, nodes: Sequence[None]) -> None:
        """Nothing is left to be noted."""

    def any(self, nodes: Sequence[None]) -> None:
        """Nothing is left to be noted."""

    def negation(self, node: None) -> None:
        """Nothing is left to be noted."""


def comparisons_in(tree: Node) -> dict[str, Comparison]:
    """Every comparison by its place."""
    reading = _Comparisons()
    reading.of(tree)
    return reading.found


def _looks_beyond(leaf: Any) -> bool:
    return isinstance(leaf, Leaf) and not leaf.path.is_own


def _broken(tree: Node, places: Sequence[str]) -> dict[str, BrokenLeaf]:
    comparisons = comparisons_in(tree)
    return {place: BrokenLeaf(comparisons[place], NARROW) for place in places}


def _ids(operand: Any) -> list[int]:
    values = operand if isinstance(operand, tuple) else (operand,)
    return [value for value in values if isinstance(value, int)]
