"""Variables of a rule: the values that actions hand on within a run, as its row keeps them.

A text is kept plainly. Another value is kept with its type, so that later actions can set it and texts can reckon with
it, and with how it was printed, for what only a name is shown of.
"""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.values import from_json, to_json
from stepmark.domain.attributes import FieldType

_TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.EMAIL, FieldType.PHONE, FieldType.LINK})
_READ = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.DATETIME, FieldType.YES_NO})


def kept(field: Field, value: Any, printed: str) -> Any:
    """A field's value as a run keeps it."""
    if field.type in _TEXTS and not field.multiple:
        return printed
    more = {"multiple": field.multiple, "related": field.related}
    return {"type": str(field.type), "value": to_json(field, value), "printed": printed, **more}


def taken(name: str, stored: Any) -> tuple[Field, Any]:
    """The value of what a run keeps, and a field that could hold it."""
    if not _is_typed(stored):
        return Field("variable", name, name, FieldType.TEXT), str(stored)
    kind, multiple = FieldType(stored["type"]), stored.get("multiple", False)
    field = Field("variable", name, name, kind, multiple=multiple, related=stored.get("related", ""))
    return field, from_json(field, stored["value"])


def readable(stored: Any) -> tuple[Field | None, Any]:
    """What a text shows of it, and the field that says how."""
    if not _is_typed(stored):
        return None, stored
    field, value = taken("", stored)
    return (field, value) if field.type in _READ else (None, stored["printed"])


def _is_typed(stored: Any) -> bool:
    return isinstance(stored, Mapping) and {"type", "value", "printed"} <= stored.keys()
