"""Records by the values of their fields: equality for every field, over columns, typed rows and contact points."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, literal_column, not_
from sqlalchemy.orm import InstrumentedAttribute

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import TASK, Kind
from stepmark.catalogue.types.base import Cell, Reader
from stepmark.catalogue.values import TYPES, parse_all, to_cells
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import FieldValue
from stepmark.domain.tasks import Task
from stepmark.platform.i18n import _
from stepmark.platform.money import Money
from stepmark.queries.visible import in_use

# What a record shows besides its fields, and can be found by.
_MORE = {
    TASK.name: (
        Field(TASK.name, "done", _("Done"), FieldType.YES_NO),
        Field(TASK.name, "step_id", _("Step"), FieldType.RECORD, column="step_id"),
    ),
}


def filters_of(kind: Kind, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Everything a kind can be filtered by: its fields and what it shows besides, by key."""
    more = [*_currency(kind), *_MORE.get(kind.name, ()), *_archived(kind)]
    return {**fields, **{field.key: field for field in more}}


def matching(kind: Kind, fields: Mapping[str, Field], raw: Mapping[str, str], reader: Reader) -> ColumnElement[bool]:
    """The records whose fields equal these raw values; an empty one asks for an empty field. Raises Invalid.

    Names, titles and custom texts compare folded, and one of several values is enough.
    """
    values = parse_all(fields, raw, reader)
    return and_(True, *(_equal(kind, fields[key], value) for key, value in values.items()))


def _currency(kind: Kind) -> list[Field]:
    if not kind.has_currency:
        return []
    return [Field(kind.name, "currency", _("Currency"), FieldType.TEXT, column="currency")]


def _archived(kind: Kind) -> list[Field]:
    return [Field(kind.name, "archived", _("In the archive"), FieldType.YES_NO)] if kind.archivable else []


def _equal(kind: Kind, field: Field, value: Any) -> ColumnElement[bool]:
    if field.point:
        return _point(kind, field, value)
    if field.is_custom:
        return _custom(kind, field, value)
    if field.key == "done":
        return _task_done(value)
    if field.key == "archived":
        return _in_archive(kind, value)
    return _column(kind, field, value)


def _task_done(value: bool | None) -> ColumnElement[bool]:
    if value is None:
        return false()
    return Task.done_at.is_not(None) if value else Task.done_at.is_(None)


def _in_archive(kind: Kind, value: bool | None) -> ColumnElement[bool]:
    if value is None:
        return false()
    return not_(in_use(kind.model)) if value else in_use(kind.model)


def _column(kind: Kind, field: Field, value: Any) -> ColumnElement[bool]:
    column: InstrumentedAttribute[Any] = getattr(kind.model, str(field.column))
    if isinstance(value, Money):
        currency = kind.model.currency  # type: ignore[attr-defined]  # a kind with money has a currency
        return and_(column == value.minor, currency == value.currency)
    if field.key == kind.title_key and value is not None:
        cell = TYPES[field.type].cell(value)
        return _folded(getattr(kind.model, f"{field.column}_folded"), cell)
    if field.type is FieldType.NUMBER and value is not None:
        value = TYPES[field.type].cell(value).number
    return column.is_(None) if value is None else column == value


def _custom(kind: Kind, field: Field, value: Any) -> ColumnElement[bool]:
    there = exists().where(
        FieldValue.workspace_id == kind.model.workspace_id,
        FieldValue.field_id == field.custom_id,
        FieldValue.record_id == kind.model.id,
    )
    if value is None:
        return ~there
    return and_(*(there.where(_cell(cell)) for cell in to_cells(field, value)))


def _point(kind: Kind, field: Field, value: Any) -> ColumnElement[bool]:
    there = exists().where(
        ContactPoint.workspace_id == kind.model.workspace_id,
        ContactPoint.kind == kind.name,
        ContactPoint.record_id == kind.model.id,
        ContactPoint.type == field.point,
    )
    if value is None:
        return ~there
    return and_(*(there.where(_folded(ContactPoint.folded, cell)) for cell in to_cells(field, value)))


def _cell(cell: Cell) -> ColumnElement[bool]:
    if cell.folded is not None:
        return _folded(FieldValue.folded, cell)
    stored = cell._asdict().items()
    return and_(*(getattr(FieldValue, name) == value for name, value in stored if value is not None))


def _folded(column: Any, cell: Cell) -> ColumnElement[bool]:
    # The index holds the first hundred characters, as PostgreSQL's index rows are bounded.
    start = func.substr(column, literal_column("1"), literal_column("100"))
    return and_(start == (cell.folded or "")[:100], column == cell.folded)
