"""Checking a tree against the catalogue, once: what comes out can be read by Python and by SQL without a fault."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from stepmark.catalogue.constants import constant_named, key_in
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Cell, Reader, ValueFault
from stepmark.conditions.claims import Claim
from stepmark.conditions.context import Context
from stepmark.conditions.operators import operator_named
from stepmark.conditions.operators.base import Asked, Operator
from stepmark.conditions.paths import FieldsByKind, Path, find_path
from stepmark.conditions.tree import Comparison, Node, Reading, at
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _

Found = TypeVar("Found")


@dataclass(frozen=True)
class Leaf:
    """A comparison that is understood. `constant` is the key of the one that stands for its value, if any."""

    path: Path
    operator: Operator
    operand: Any
    reads_before: bool
    constant: str = ""

    def claim(self, context: Context, before: tuple[Cell, ...] | None) -> Claim:
        """What it claims of the values it reads; `before` are those from before the change, None without one."""
        return self.operator.claim(Asked(self.path.field, self.operand, context, before))


@dataclass(frozen=True)
class BrokenLeaf:
    """A comparison whose field or value is gone since it was saved. It never holds, and says what is wrong."""

    comparison: Comparison
    fault: Text


@dataclass(frozen=True)
class Conditions:
    """A tree that was checked for a kind of record, with what each of its comparisons means, by place.

    `constants` are those that they may name.
    """

    kind: Kind
    tree: Node
    leaves: Mapping[str, Leaf | BrokenLeaf]
    constants: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def paths(self) -> list[Path]:
        """Every value that is read, once."""
        read = {leaf.path.key: leaf.path for leaf in self.leaves.values() if isinstance(leaf, Leaf)}
        return list(read.values())

    @property
    def broken(self) -> dict[str, Text]:
        """What is wrong with comparisons that no longer mean anything, by place."""
        return {place: leaf.fault for place, leaf in self.leaves.items() if isinstance(leaf, BrokenLeaf)}


def compile_conditions(
    tree: Node,
    kind: Kind,
    fields_by_kind: FieldsByKind,
    reader: Reader,
    *,
    about_changes: bool = True,
    strict: bool = True,
) -> Conditions:
    """The tree as this workspace understands it now.

    `reader` is the workspace's own, so that a stored "12:00" or "10000" means the same to everybody. Without
    `about_changes`, as in filters, nothing may ask what a change did. Raises Invalid with a message for each fault by
    its place (`all/1/value`); when not `strict`, as for a tree that was stored long ago, those leaves are broken.
    """
    check = _Check(kind, fields_by_kind, reader, about_changes)
    check.of(tree)
    if strict and check.faults:
        raise Invalid(check.faults)
    return Conditions(kind, tree, check.leaves, reader.constants)


class _Fault(Exception):
    """What is wrong, and with which part of a comparison: field, op, value or before."""

    def __init__(self, part: str, text: Text) -> None:
        super().__init__(part)
        self.part, self.text = part, text


class _Check(Reading[None]):
    """Goes through the tree and notes what each comparison means, or why it means nothing."""

    def __init__(self, kind: Kind, fields_by_kind: FieldsByKind, reader: Reader, about_changes: bool) -> None:
        self.kind, self.fields_by_kind, self.reader, self.about_changes = kind, fields_by_kind, reader, about_changes
        self.leaves: dict[str, Leaf | BrokenLeaf] = {}
        self.faults: dict[str, Text] = {}

    def comparison(self, place: str, comparison: Comparison) -> None:
        try:
            self.leaves[place] = self._leaf(comparison)
        except _Fault as fault:
            self.leaves[place] = BrokenLeaf(comparison, fault.text)
            self.faults[at(place, fault.part)] = fault.text

    def all(self, nodes: Sequence[None]) -> None:
        """Nothing is left to be done."""

    def any(self, nodes: Sequence[None]) -> None:
        """Nothing is left to be done."""

    def negation(self, node: None) -> None:
        """Nothing is left to be done."""

    def _leaf(self, comparison: Comparison) -> Leaf:
        path = _told("field", lambda: find_path(self.kind, comparison.field, self.fields_by_kind))
        operator = _told("op", lambda: operator_named(comparison.op, path.field))
        self._refuse_what_no_change_can_answer(comparison, path, operator)
        constant = key_in(comparison.value)
        operand = _told("value", lambda: operator.read(self._value(comparison.value), path.field, self.reader))
        return Leaf(path, operator, operand, comparison.before, constant)

    def _value(self, raw: Any) -> Any:
        key = key_in(raw)
        return constant_named(self.reader.constants, key).raw if key else raw

    def _refuse_what_no_change_can_answer(self, comparison: Comparison, path: Path, operator: Operator) -> None:
        part = "op" if operator.is_about_change else "before"
        if not (operator.is_about_change or comparison.before):
            return
        if not self.about_changes:
            raise _Fault(part, _("This can only be asked about a change, and here nothing changes."))
        if not path.is_own:
            raise _Fault(part, _("A change can only be asked about the record's own fields."))
        if operator.is_about_change and comparison.before:
            raise _Fault("before", _("“%(op)s” looks at the value before the change already.", op=operator.label))


def _told(part: str, find: Callable[[], Found]) -> Found:
    """What is found, or the fault with the part that it lies in."""
    try:
        return find()
    except ValueFault as fault:
        raise _Fault(part, fault.text) from None
