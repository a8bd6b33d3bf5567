"""The values of records, system and custom, under one roof: constant statements, however many records."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell
from stepmark.catalogue.values import from_cells
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import FieldValue
from stepmark.domain.record import Record
from stepmark.platform.money import Money, from_minor, from_scaled
from stepmark.queries.requisites import read_by_texts

Values = dict[str, Any]


def values_of(session: Session, fields: Mapping[str, Field], records: Sequence[Record]) -> dict[int, Values]:
    """Every record's values by field key, as Python values; at most two statements besides the records'."""
    values = {record.id: system_values(record, fields.values()) for record in records}
    for record_id, key, value in _custom_values(session, fields, list(values)):
        values[record_id][key] = value
    for record_id, key, value in _points(session, fields, list(values)):
        values[record_id][key] = value
    for record_id, key, value in _requisites(session, fields, list(values)):
        values[record_id][key] = value
    return values


def system_values(record: Record, fields: Collection[Field]) -> Values:
    """The values that lie in the record's own columns; every key is there, None where empty."""
    return {field.key: system_value(record, field) if field.column else None for field in fields}


def system_value(record: Record, field: Field) -> Any:
    """One column's value; money comes with the record's currency."""
    value = getattr(record, str(field.column))
    if field.type is FieldType.MONEY and value is not None:
        currency = record.currency  # type: ignore[attr-defined]  # a kind with money has a currency
        return Money(from_minor(value, currency), currency)
    if field.type is FieldType.NUMBER and value is not None:
        return from_scaled(value)
    return value if value != "" else None


def _custom_values(session: Session, fields: Mapping[str, Field], ids: list[int]) -> list[tuple[int, str, Any]]:
    custom = {field.custom_id: field for field in fields.values() if field.is_custom}
    if not custom or not ids:
        return []
    query = (
        select(FieldValue)
        .where(FieldValue.field_id.in_(custom), FieldValue.record_id.in_(ids))
        .order_by(FieldValue.field_id, FieldValue.record_id, FieldValue.position)
    )
    cells: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for row in session.scalars(query):
        cells[row.record_id, row.field_id].append(Cell(row.number, row.text, row.folded, row.time))
    return [
        (record_id, custom[field_id].key, from_cells(custom[field_id], found))
        for (record_id, field_id), found in cells.items()
    ]


def _points(session: Session, fields: Mapping[str, Field], ids: list[int]) -> list[tuple[int, str, Any]]:
    points = {field.point: field for field in fields.values() if field.point}
    if not points or not ids:
        return []
    kind = next(iter(points.values())).kind
    query = (
        select(ContactPoint)
        .where(ContactPoint.kind == kind, ContactPoint.record_id.in_(ids), ContactPoint.type.in_(points))
        .order_by(ContactPoint.record_id, ContactPoint.type, ContactPoint.position)
    )
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.record_id, points[row.type].key].append(row.text)
    return [(record_id, key, tuple(texts)) for (record_id, key), texts in found.items()]


def _requisites(session: Session, fields: Mapping[str, Field], ids: list[int]) -> list[tuple[int, str, Any]]:
    wanted = {field.requisite: field for field in fields.values() if field.requisite}
    if not wanted or not ids:
        return []
    kind = next(iter(wanted.values())).kind
    found = read_by_texts(session, kind, ids, wanted)
    return [(record_id, wanted[key].key, value) for record_id, own in found.items() for key, value in own.items()]
