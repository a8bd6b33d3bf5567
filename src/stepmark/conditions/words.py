"""Conditions in words: "Amount is greater than 10,000 PLN and Stage is Proposal"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from stepmark.catalogue.fields import Field
from stepmark.conditions.calendar import Relative, relative_words
from stepmark.conditions.check import BrokenLeaf, Conditions, Leaf
from stepmark.conditions.operators.base import ME, Takes
from stepmark.conditions.tree import Comparison, Reading
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Lazy, Text, _

Shown = Callable[[Field, Any], str]


def sentence(conditions: Conditions, shown: Shown, named: Callable[[str], str] = str) -> str:
    """The whole tree in the current language.

    `shown` writes a value of a field, and so knows the names of members, stages and records; `named` a field's name.
    """
    return _Words(conditions, shown, named).of(conditions.tree).text


def comparison_words(conditions: Conditions, place: str, shown: Shown) -> str:
    """One comparison of the tree; empty where it has none at this place, or one that means nothing any more."""
    leaf = conditions.leaves.get(place)
    if leaf is None or isinstance(leaf, BrokenLeaf):
        return ""
    return _leaf_words(leaf, shown, str, conditions.constants)


def operand_words(leaf: Leaf, shown: Shown, constants: Mapping[str, Any] | None = None) -> str:
    """The value that a comparison is about; empty for one that takes none, or says its number of days itself."""
    if leaf.constant and leaf.operator.takes is Takes.VALUE:
        name = (constants or {}).get(leaf.constant, {}).get("name", leaf.constant)
        return str(_("%(name)s (%(value)s)", name=name, value=_value_words(leaf.operand, leaf.path.field, shown)))
    match leaf.operator.takes:
        case Takes.NOTHING | Takes.DAYS:
            return ""
        case Takes.VALUE:
            return _value_words(leaf.operand, leaf.path.field, shown)
        case Takes.VALUES:
            return ", ".join(_value_words(each, leaf.path.field, shown) for each in leaf.operand)
        case Takes.RANGE:
            first, last = (_value_words(each, leaf.path.field, shown) for each in leaf.operand)
            return str(_("%(first)s and %(last)s", first=first, last=last))


class _Phrase(NamedTuple):
    """A part of the sentence; one that joins others stands in brackets inside a further one."""

    text: str
    joins: bool = False

    @property
    def inner(self) -> str:
        return f"({self.text})" if self.joins else self.text


class _Words(Reading[_Phrase]):
    def __init__(self, conditions: Conditions, shown: Shown, named: Callable[[str], str]) -> None:
        self.conditions, self.shown, self.named = conditions, shown, named

    def comparison(self, place: str, comparison: Comparison) -> _Phrase:
        leaf = self.conditions.leaves[place]
        if isinstance(leaf, BrokenLeaf):
            return _Phrase(str(_("“%(field)s” can't be compared any more", field=comparison.field)))
        return _Phrase(_leaf_words(leaf, self.shown, self.named, self.conditions.constants))

    def all(self, nodes: Sequence[_Phrase]) -> _Phrase:
        return _joined(nodes, _("%(one)s and %(other)s"), empty=_("always"))

    def any(self, nodes: Sequence[_Phrase]) -> _Phrase:
        return _joined(nodes, _("%(one)s or %(other)s"), empty=_("never"))

    def negation(self, node: _Phrase) -> _Phrase:
        return _Phrase(str(_("not (%(condition)s)", condition=node.text)))


def _leaf_words(leaf: Leaf, shown: Shown, named: Callable[[str], str], constants: Mapping[str, Any]) -> str:
    name: Text = named(leaf.path.name)
    if leaf.reads_before:
        name = _("%(field)s before the change", field=name)
    return str(leaf.operator.words(name, operand_words(leaf, shown, constants), leaf.operand))


def _joined(nodes: Sequence[_Phrase], link: Lazy, *, empty: Text) -> _Phrase:
    if len(nodes) < 2:
        return nodes[0] if nodes else _Phrase(str(empty))
    text, *others = (node.inner for node in nodes)
    for other in others:
        text = str(Lazy(link.message, one=text, other=other))
    return _Phrase(text, joins=True)


def _value_words(value: Any, field: Field, shown: Shown) -> str:
    if value == ME and field.type is FieldType.USER:
        return str(_("me"))
    return str(relative_words(value)) if isinstance(value, Relative) else shown(field, value)
