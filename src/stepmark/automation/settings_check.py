"""Whether an action's settings mean something when they are saved: its texts, paths, targets and values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from stepmark.automation.copying import fits
from stepmark.automation.parameters import NewValue, Responsible, Settings, asked_in
from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.names import PAYLOAD, constant_names
from stepmark.automation.targets import Way, find_target
from stepmark.catalogue.constants import KnownConstant, constant_named
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, SALES, TASK, Kind
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.conditions.paths import FieldsByKind, Path, find_path
from stepmark.conditions.tree import at
from stepmark.domain.attributes import FieldType
from stepmark.domain.deals import DealStatus
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable

# What verbs take besides the fields that people fill.
_ALSO_SET: Mapping[str, frozenset[str]] = {
    **{kind.name: frozenset({"co_executor_ids"}) for kind in KINDS.values() if kind.shared},
    **dict.fromkeys(
        (kind.name for kind in SALES),
        frozenset({"stage_id", "process_id", "status", "close_reason", "contact_ids", "co_executor_ids"}),
    ),
    TASK.name: frozenset({"done"}),
}


@dataclass
class SettingsCheck:
    """What settings of a rule's action are held against. `yielded` are the values that actions before it give.

    `has_payload` says that something comes in from outside. `faults` are messages by their place within the settings,
    such as `values/custom.tier`.
    """

    kind: Kind
    fields: FieldsByKind
    reader: Reader
    yielded: Mapping[str, Text] = field(default_factory=dict)
    has_payload: bool = False
    faults: dict[str, Text] = field(default_factory=dict)

    def fault(self, place: str, text: Text) -> None:
        """Something can't stay as it is; the first word on it counts."""
        self.faults.setdefault(place, text)

    def every(self, settings: Settings) -> None:
        """All texts, paths and targets in the settings."""
        for asked in asked_in(settings):
            place = at("", *asked.place)
            match asked.widget.name:
                case "text" | "long_text":
                    self.text(place, asked.value)
                case "path":
                    self.path(place, asked.value)
                case "target":
                    self.way(place, asked.value, several=False)
                case "targets":
                    self.way(place, asked.value)
                case "responsible":
                    self.responsible(place, asked.value)
                case "constant":
                    self.constant(place, asked.value)

    def text(self, place: str, template: str) -> None:
        """A text with placeholders."""
        try:
            check_template(template, self.kind, self.fields, self._names)
        except ValueFault as fault:
            self.fault(place, fault.text)

    @property
    def _names(self) -> dict[str, Text]:
        brought = {PAYLOAD: PAYLOAD} if self.has_payload else {}
        return {**self.yielded, **constant_names(self.reader.constants), **brought}

    def constant(self, place: str, key: str) -> KnownConstant | None:
        """A constant of the workspace."""
        try:
            return constant_named(self.reader.constants, key)
        except ValueFault as fault:
            self.fault(place, fault.text)
            return None

    def path(self, place: str, key: str) -> Path | None:
        """A field of the record, or beyond its links."""
        try:
            return find_path(self.kind, key, self.fields)
        except ValueFault as fault:
            self.fault(place, fault.text)
            return None

    def date(self, place: str, key: str) -> None:
        """A path that must lead to a date."""
        path = self.path(place, key)
        if path and path.field.type not in (FieldType.DATE, FieldType.DATETIME):
            self.fault(place, _("“%(field)s” holds no date.", field=path.field.label))

    def way(self, place: str, target: str, *, several: bool = True) -> Way | None:
        """A record that is meant, or several."""
        try:
            return find_target(self.kind, target, several=several)
        except ValueFault as fault:
            self.fault(place, fault.text)
            return None

    def responsible(self, place: str, responsible: Responsible) -> None:
        """Who is meant, with what goes with it."""
        if responsible.who == "member" and responsible.member_id is None:
            self.fault(at(place, "member_id"), _("Choose a person."))
        elif responsible.who == "group" and responsible.group_id is None:
            self.fault(at(place, "group_id"), _("Choose a group."))
        elif responsible.who == "list" and not responsible.member_ids:
            self.fault(at(place, "member_ids"), _("Choose at least one person."))

    def values(self, place: str, kind: Kind, values: Mapping[str, Any]) -> None:
        """What fields of a record of this kind are set to."""
        for key, raw in values.items():
            here = at(place, printable(key))
            self._set_to(here, self.settable(here, kind, key), key, raw)

    def values_among(self, place: str, fields: Mapping[str, Field], values: Mapping[str, Any]) -> None:
        """What some fields are set to, and no others than these."""
        for key, raw in values.items():
            here = at(place, printable(key))
            if key in fields:
                self._set_to(here, fields[key], key, raw)
            else:
                self.fault(here, _("There is no field “%(key)s” here.", key=printable(key)))

    def settable(self, place: str, kind: Kind, key: str) -> Field | None:
        """The field of this key, if a rule may set it."""
        found = self.fields[kind.name].get(key)
        if found is None and key not in _ALSO_SET.get(kind.name, ()):
            self.fault(place, _("There is no field “%(key)s” here.", key=printable(key)))
        elif found is not None and not found.by_hand and key not in _ALSO_SET.get(kind.name, ()):
            self.fault(place, _("“%(field)s” can't be set here.", field=found.label))
        return found

    def copy(self, place: str, source: str, to: Field | None) -> None:
        """A value that is copied into a field."""
        if path := self.path(place, source):
            self._fitting(place, path.field, path.name, to)

    def _fitting(self, place: str, source: Field, name: str, to: Field | None) -> None:
        if to and not fits(source, to):
            names = {"source": name, "field": to.label}
            self.fault(place, _("“%(source)s” can't be copied to “%(field)s”: they hold different things.", **names))

    def _variable(self, place: str, name: str) -> None:
        if name not in self.yielded:
            text = _("No action before this one gives a value “%(name)s”.", name=printable(name))
            self.fault(place, text)

    def _set_to(self, place: str, found: Field | None, key: str, raw: Any) -> None:
        try:
            new = NewValue.of(raw)
        except ValidationError:
            self.fault(place, _("This value can't be taken here."))
        else:
            self._new_value(place, found, key, new)

    def _new_value(self, place: str, found: Field | None, key: str, new: NewValue) -> None:
        if sum(each is not None for each in (new.value, new.copy_of, new.text, new.constant, new.variable)) > 1:
            text = _("Give a value, a field to copy, a text, a constant or a variable, and only one of them.")
            self.fault(place, text)
        elif new.copy_of is not None:
            self.copy(place, new.copy_of, found)
        elif new.text is not None:
            self.text(place, new.text)
        elif new.variable is not None:
            self._variable(place, new.variable)
        elif new.constant is not None:
            if constant := self.constant(place, new.constant):
                self._fitting(place, constant.field, constant.name, found)
        elif found is not None:
            self._fixed(place, found, new.value)
        elif not _is_fine(key, new.value):
            self.fault(place, _("This value can't be taken here."))
        if key == "status" and found and KINDS[found.kind].has_stages and new.value not in (None, *DealStatus):
            self.fault(place, _("It is open, won or lost."))

    def _fixed(self, place: str, found: Field, value: Any) -> None:
        try:
            parse(found, value, self.reader)
        except ValueFault as fault:
            self.fault(place, fault.text)


def _is_fine(key: str, value: Any) -> bool:
    """Whether a verb would understand the value of what is no field: a task's `done`, or the ids of a deal's people."""
    if key == "done":
        return isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(each, int) and not isinstance(each, bool) for each in value)
