"""What rules name: stages, steps, members, groups, rules and fields, wherever they stand in a rule."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from stepmark.automation.actions import actions
from stepmark.automation.parameters import Asked, NewValue, asked_in
from stepmark.automation.placeholders.check import constants_read
from stepmark.automation.targets import find_target
from stepmark.automation.things import BY_WIDGET, THINGS
from stepmark.automation.triggers import triggers
from stepmark.catalogue.constants import key_in
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.conditions.check import Conditions, Leaf
from stepmark.conditions.paths import FieldsByKind, find_path
from stepmark.conditions.tree import at
from stepmark.queries.labels import target_of


class Reference(NamedTuple):
    """One thing that a rule names: `what` is one of `THINGS`, "field" or "constant".

    `key` is its id, a constant's key, or a field as (kind, key). `compared` says that a condition only compares with
    it.
    """

    place: str
    what: str
    key: Any
    compared: bool = False


def references_in(
    kind: Kind, fields: FieldsByKind, trigger: Mapping[str, Any], actions_: Iterable[Mapping[str, Any]]
) -> Iterator[Reference]:
    """What the trigger and the actions of a rule name. Settings that can't be read name nothing."""
    reading = _Settings(kind, fields)
    if known := triggers().get(str(trigger.get("on"))):
        given = {key: value for key, value in trigger.items() if key != "on"}
        yield from reading.of("trigger", known.Settings, given)
    for number, action in enumerate(actions_, start=1):
        if found := actions().get(str(action.get("do"))):
            yield from reading.of(f"actions/{number}/settings", found.Settings, action.get("settings") or {})


def compared_in(place: str, conditions: Conditions) -> Iterator[Reference]:
    """What conditions read, and what they compare with."""
    for leaf_place, leaf in conditions.leaves.items():
        if isinstance(leaf, Leaf):
            here = at(place, leaf_place)
            for link in (*leaf.path.links, leaf.path.field):
                yield Reference(here, "field", (link.kind, link.key), compared=True)
            yield from _pointed_at(here, leaf.path.field, leaf.operand, compared=True)
        raw = leaf.constant if isinstance(leaf, Leaf) else key_in(leaf.comparison.value)
        if raw:
            yield Reference(at(place, leaf_place), "constant", raw, compared=True)


class _Settings:
    def __init__(self, kind: Kind, fields: FieldsByKind) -> None:
        self.kind, self.fields = kind, fields

    def of(self, place: str, model: type[BaseModel], given: Mapping[str, Any]) -> Iterator[Reference]:
        try:
            settings = model.model_validate(dict(given))
        except ValidationError:
            return
        for asked in asked_in(settings):
            yield from self._one(at(place, *asked.place), asked, settings)

    def _one(self, place: str, asked: Asked, settings: BaseModel) -> Iterator[Reference]:
        name = asked.widget.name
        if name in BY_WIDGET:
            yield Reference(place, BY_WIDGET[name], asked.value)
        elif name == "field":
            yield Reference(place, "field", (self.kind.name, asked.value))
        elif name == "path":
            yield from self._path(place, asked.value)
        elif name == "constant":
            yield Reference(place, "constant", asked.value)
        elif name in ("text", "long_text"):
            yield from _constants_of(place, asked.value)
        elif name in ("values", "copies"):
            yield from self._values(place, self._target(asked, settings), asked.value)

    def _path(self, place: str, key: str) -> Iterator[Reference]:
        try:
            path = find_path(self.kind, key, self.fields)
        except ValueFault:
            return
        yield from (Reference(place, "field", (link.kind, link.key)) for link in (*path.links, path.field))

    def _values(self, place: str, kind: Kind | None, values: Mapping[str, Any]) -> Iterator[Reference]:
        for key, raw in values.items():
            field = self.fields[kind.name].get(key) if kind else None
            here = at(place, key)
            if kind is not None:
                yield Reference(here, "field", (kind.name, key))
            try:
                new = NewValue.of(raw)
            except ValidationError:
                continue
            if field is not None:
                yield from _pointed_at(here, field, new.value)
            if new.copy_of:
                yield from self._path(here, new.copy_of)
            if new.constant:
                yield Reference(here, "constant", new.constant)
            yield from _constants_of(here, new.text or "")

    def _target(self, asked: Asked, settings: BaseModel) -> Kind | None:
        """Whose fields the values are of; None where they are no record's, as those of requisites."""
        if asked.widget.kind:
            return KINDS.get(asked.widget.kind)
        try:
            return find_target(self.kind, getattr(settings, "target", "")).end
        except ValueFault:
            return None


def _constants_of(place: str, text: str) -> Iterator[Reference]:
    """The constants that a text shows."""
    yield from (Reference(place, "constant", key) for key in sorted(constants_read(text)) if "{" in text)


def _pointed_at(place: str, field: Field, value: Any, *, compared: bool = False) -> Iterator[Reference]:
    """The things that values of a field point at, as far as they are settings of the workspace."""
    if target_of(field) in THINGS:
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, int) and not isinstance(each, bool):
                yield Reference(place, target_of(field), each, compared)
