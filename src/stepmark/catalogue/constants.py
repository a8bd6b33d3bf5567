"""A workspace's constants as rules and texts read them: a value with a name, a key and the type of a field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.fields import LONG_TEXT_LIMIT, TEXT_LIMIT, Field
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import from_json
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable

TYPES: Mapping[FieldType, Text] = {
    FieldType.TEXT: _("Text"),
    FieldType.LONG_TEXT: _("Text of several lines"),
    FieldType.NUMBER: _("Number"),
    FieldType.MONEY: _("Amount of money"),
    FieldType.DATE: _("Day"),
    FieldType.YES_NO: _("Yes or no"),
    FieldType.EMAIL: _("E-mail"),
    FieldType.PHONE: _("Phone"),
    FieldType.LINK: _("Link"),
}


@dataclass(frozen=True)
class KnownConstant:
    """One constant. `raw` is its value as the API gives it."""

    key: str
    name: str
    type: FieldType
    raw: Any

    @property
    def field(self) -> Field:
        """A field that could hold it."""
        return field_for(self.type, self.key, self.name)

    @property
    def value(self) -> Any:
        """The Python value."""
        return from_json(self.field, self.raw)


def field_for(type: FieldType, key: str, name: Text) -> Field:
    """The field by which a constant's value is read."""
    return Field("constant", key, name, type, limit=LONG_TEXT_LIMIT if type is FieldType.LONG_TEXT else TEXT_LIMIT)


def known_constants(kept: Mapping[str, Any]) -> dict[str, KnownConstant]:
    """The constants by key, of what the workspace keeps of them, by name."""
    found = (KnownConstant(key, each["name"], FieldType(each["type"]), each["value"]) for key, each in kept.items())
    return {each.key: each for each in sorted(found, key=lambda each: each.name.casefold())}


def constant_named(kept: Mapping[str, Any], key: str) -> KnownConstant:
    """The constant of this key; raises ValueFault when there is none, or none any more."""
    if key not in kept:
        raise no_constant(key)
    return known_constants({key: kept[key]})[key]


def no_constant(key: str) -> ValueFault:
    """The fault of a key that no constant has."""
    return ValueFault(
        _("There is no constant “%(key)s” any more. Make it again, or choose another.", key=printable(key))
    )


def key_in(raw: Any) -> str:
    """The key of the constant that stands for a value, as {"constant": "vat"}; empty where none does."""
    is_one = isinstance(raw, dict) and raw.keys() == {"constant"} and isinstance(raw["constant"], str)
    return raw["constant"] if is_one else ""


def keys_in(raw: Any) -> Iterable[str]:
    """The keys of all constants that stand for values in a structure."""
    if key := key_in(raw):
        yield key
    elif isinstance(raw, Mapping):
        for each in raw.values():
            yield from keys_in(each)
    elif isinstance(raw, list | tuple):
        for each in raw:
            yield from keys_in(each)
