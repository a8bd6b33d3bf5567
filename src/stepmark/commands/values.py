"""Writing values: columns, typed rows and contact points, and what really changed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Cell
from stepmark.catalogue.values import TYPES, to_cells, to_json
from stepmark.commands.work import Changes, Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import FieldValue
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.money import Money, to_scaled
from stepmark.queries.fields import all_fields_of
from stepmark.queries.values import values_of


def fields_for(work: Work, kind: Kind) -> dict[str, Field]:
    """All of the kind's fields, loaded once per change; what the actor may write, `parsed` sees to."""
    return work.remember(("fields", kind.name), lambda: all_fields_of(work.session, kind))


def write_values(
    work: Work,
    record: Record,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    *,
    new: bool = False,
    before: Mapping[str, Any] | None = None,
) -> Changes:
    """Set the values on the record; returns {key: (before, after)} in JSON values for those that really changed.

    Whoever has read the present ones already gives them as `before`.
    """
    touched = {key: fields[key] for key in values}
    if before is None:
        before = dict.fromkeys(values) if new else values_of(work.session, touched, [record])[record.id]
    currency = getattr(record, "currency", None)
    changed = {key: field for key, field in touched.items() if before[key] != values[key]}
    for key, field in changed.items():
        _write(work, record, field, values[key], new=new or before[key] is None)
    changes = {key: (to_json(field, before[key]), to_json(field, values[key])) for key, field in changed.items()}
    if not new and currency != getattr(record, "currency", None):
        changes["currency"] = (currency, record.currency)  # type: ignore[attr-defined]  # a record that has one
    return changes


def require_filled(fields: Mapping[str, Field], values: Mapping[str, Any], *, new: bool) -> None:
    """Refuse what empties a required field, or, for a new record, leaves one out."""
    missing = [
        field for key, field in fields.items() if field.required and values.get(key) is None and (key in values or new)
    ]
    if missing:
        raise Invalid({field.key: _to_fill_in(field) for field in missing})


def left_empty(fields: Mapping[str, Field], raw: Mapping[str, Any]) -> dict[str, Text]:
    """What to say of the required fields that raw values leave empty, by their keys."""
    required = [field for key, field in fields.items() if field.required and key in raw]
    return {field.key: _to_fill_in(field) for field in required if str(raw[field.key] or "").strip() == ""}


def _to_fill_in(field: Field) -> Text:
    return _("Fill in “%(field)s”.", field=field.label)


def write_column(record: Record, field: Field, value: Any) -> None:
    """Set a column of a record to one of its field's values."""
    if field.type is FieldType.MONEY and isinstance(value, Money):
        record.currency = value.currency  # type: ignore[attr-defined]  # a kind with money has a currency
        value = value.minor
    elif field.type is FieldType.NUMBER and value is not None:
        value = to_scaled(value)
    setattr(record, str(field.column), value)


def _write(work: Work, record: Record, field: Field, value: Any, *, new: bool) -> None:
    if field.column:
        write_column(record, field, value)
    elif field.point:
        _write_points(work, record, field, value or (), new=new)
    else:
        write_cells(work, record.id, field, to_cells(field, value), new=new)


def write_cells(work: Work, record_id: int, field: Field, cells: list[Cell], *, new: bool) -> None:
    """Replace the stored rows of one custom field on one record."""
    if not new:
        old = delete(FieldValue).where(FieldValue.field_id == field.custom_id, FieldValue.record_id == record_id)
        work.session.execute(old, execution_options={"synchronize_session": False})
        _expunge(work, FieldValue, lambda row: (row.field_id, row.record_id) == (field.custom_id, record_id))
    work.session.add_all(
        FieldValue(field_id=field.custom_id, record_id=record_id, position=position, **cell._asdict())
        for position, cell in enumerate(cells)
    )


def _write_points(work: Work, record: Record, field: Field, texts: tuple[str, ...], *, new: bool) -> None:
    if not new:
        old = delete(ContactPoint).where(
            ContactPoint.kind == field.kind, ContactPoint.record_id == record.id, ContactPoint.type == field.point
        )
        work.session.execute(old, execution_options={"synchronize_session": False})
        _expunge(
            work, ContactPoint, lambda row: (row.kind, row.record_id, row.type) == (field.kind, record.id, field.point)
        )
    work.session.add_all(
        ContactPoint(
            kind=field.kind,
            record_id=record.id,
            type=field.point,
            position=position,
            text=text,
            folded=TYPES[field.type].cell(text).folded or "",
        )
        for position, text in enumerate(texts)
    )


def _expunge(work: Work, model: type[Any], matches: Any) -> None:
    # The rows deleted above may still stand in the session under the same keys as those that replace them.
    for row in [each for each in work.session.identity_map.values() if isinstance(each, model) and matches(each)]:
        work.session.expunge(row)
