"""Whether the values of one field can stand in another, and as what."""

from datetime import datetime
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.values import to_json
from stepmark.domain.attributes import FieldType
from stepmark.platform.days import day_of

_WORDS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CHOICE, FieldType.MULTI_CHOICE})
_DAYS = frozenset({FieldType.DATE, FieldType.DATETIME})
_INTO_TEXT = _WORDS | {FieldType.NUMBER, FieldType.EMAIL, FieldType.PHONE, FieldType.LINK}


def fits(source: Field, to: Field) -> bool:
    """Whether values of `source` may be copied to `to`. Several values don't fit where one is kept."""
    if source.multiple and not to.multiple:
        return False
    if source.type is to.type:
        return source.related == to.related
    if to.type in (FieldType.TEXT, FieldType.LONG_TEXT):
        return source.type in _INTO_TEXT
    return {source.type, to.type} <= _WORDS or {source.type, to.type} == _DAYS


def copied(source: Field, value: Any, to: Field | None, time_zone: str) -> Any:
    """A value of `source` as it is sent to be set in `to`; a moment's day is that of the workspace."""
    if to is not None and to.type is FieldType.DATE and isinstance(value, datetime):
        return day_of(value, time_zone)
    raw = to_json(source, value)
    if to is None or not to.multiple or isinstance(raw, list):
        return raw
    return [] if raw is None else [raw]
