"""What stands between the texts of several columns that fill one field, and which fields may be filled so."""

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import CONTACT
from stepmark.domain.attributes import FieldType

_BETWEEN = " – "
_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


def can_be_joined(field: Field) -> bool:
    """Whether two columns may fill this field together: a text, or a field of several values."""
    return field.multiple or field.type in _TEXTS


def joined_by_itself(field: Field) -> bool:
    """Whether they do so without being told: first and last names, streets and towns, several phones."""
    return field.multiple or field.type is FieldType.LONG_TEXT or _is_person(field)


def between(field: Field) -> str:
    """The text between them, as the field's type tells values apart."""
    if field.multiple:
        return "\n" if field.type in (FieldType.TEXT, FieldType.LINK) else "; "
    if _is_person(field):
        return " "
    return ", " if field.type is FieldType.LONG_TEXT else _BETWEEN


def _is_person(field: Field) -> bool:
    return field.kind == CONTACT.name and field.key == CONTACT.title_key
