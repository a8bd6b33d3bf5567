"""Values in and out, for any field: parsed once at the edge, the same Python values everywhere inside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell, Reader, ValueFault, ValueType
from stepmark.catalogue.types.numbers import MoneyType, NumberType, YesNoType
from stepmark.catalogue.types.references import ReferenceType
from stepmark.catalogue.types.texts import ChoiceType, EmailType, LinkType, LongTextType, PhoneType, TextType
from stepmark.catalogue.types.times import DatetimeType, DateType
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable

MOST_VALUES = 50

TYPES: Mapping[FieldType, ValueType[Any]] = {
    FieldType.TEXT: TextType(),
    FieldType.LONG_TEXT: LongTextType(),
    FieldType.NUMBER: NumberType(),
    FieldType.MONEY: MoneyType(),
    FieldType.DATE: DateType(),
    FieldType.DATETIME: DatetimeType(),
    FieldType.YES_NO: YesNoType(),
    FieldType.CHOICE: ChoiceType(),
    FieldType.MULTI_CHOICE: ChoiceType(),
    FieldType.EMAIL: EmailType(),
    FieldType.PHONE: PhoneType(),
    FieldType.LINK: LinkType(),
    FieldType.USER: ReferenceType(),
    FieldType.FILE: ReferenceType(),
    FieldType.RECORD: ReferenceType(),
}


def is_filled(value: Any) -> bool:
    """Not null and not empty; 0 and "no" count as filled."""
    return value is not None and value not in ("", ())


def parse(field: Field, raw: Any, reader: Reader) -> Any:
    """The field's Python value, None when empty, a tuple for several; raises ValueFault."""
    if field.multiple:
        items = _several(field, raw)
        parsed = (TYPES[field.type].parse(item, field, reader) for item in items if item is not None)
        return tuple(dict.fromkeys(value for value in parsed if value is not None)) or None
    if isinstance(raw, list | tuple) and field.type is not FieldType.MONEY:
        raise ValueFault(_("Enter one value."))
    return None if raw is None else TYPES[field.type].parse(raw, field, reader)


def parse_all(fields: Mapping[str, Field], raw: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Every value by its field's key; raises Invalid with all that is wrong, unknown names included."""
    values: dict[str, Any] = {}
    errors: dict[str, Text] = {}
    for key, item in raw.items():
        if key not in fields:
            errors[printable(key)] = _("There is no field “%(key)s” here.", key=printable(key))
            continue
        try:
            values[key] = parse(fields[key], item, reader)
        except ValueFault as fault:
            errors[key] = fault.text
    if errors:
        raise Invalid(errors)
    return values


def to_json(field: Field, value: Any) -> Any:
    """The value as the API and the history give it."""
    if value is None:
        return [] if field.multiple else None
    if field.multiple:
        return [TYPES[field.type].json(item) for item in value]
    return TYPES[field.type].json(value)


def from_json(field: Field, value: Any) -> Any:
    """The Python value of what `to_json` gave. What no field would take any more, as an option that is gone, stays."""
    try:
        return parse(field, value, Reader())
    except ValueFault:
        return tuple(value) if field.multiple and isinstance(value, list) else value


def to_cells(field: Field, value: Any) -> list[Cell]:
    """The value as rows of the typed table."""
    if value is None:
        return []
    return [TYPES[field.type].cell(item) for item in (value if field.multiple else (value,))]


def from_cells(field: Field, cells: Sequence[Cell]) -> Any:
    """The value of stored rows in their order."""
    loaded = tuple(TYPES[field.type].load(cell) for cell in cells)
    if field.multiple:
        return loaded or None
    return loaded[0] if loaded else None


def _several(field: Field, raw: Any) -> Iterable[Any]:
    if isinstance(raw, str):
        # A file holds several values in one cell; "Sales; Support" is how people write them.
        separator = ";" if field.type in (FieldType.MULTI_CHOICE, FieldType.EMAIL, FieldType.PHONE) else "\n"
        raw = [each for each in raw.split(separator) if each.strip()]
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple):
        raise ValueFault(_("Enter a list of values."))
    if len(raw) > MOST_VALUES:
        raise ValueFault(_("At most %(limit)s values are allowed.", limit=MOST_VALUES))
    return raw
