"""The reader for many records: one condition over the kind's table, which multiplies no rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, false, or_, true
from sqlalchemy.orm import aliased

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.conditions.among import among, there_is
from stepmark.conditions.check import BrokenLeaf, Conditions
from stepmark.conditions.context import Context
from stepmark.conditions.demands import Anything, Columns, Demand, negation
from stepmark.conditions.paths import Path, leads_to_records
from stepmark.conditions.python import UNCHANGED, Values, cells_of
from stepmark.conditions.tree import Comparison, Reading
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import FieldValue

_FEW_VALUES = (FieldType.YES_NO, FieldType.CHOICE, FieldType.MULTI_CHOICE)
_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LINK)


def where(conditions: Conditions, context: Context, before: Values = UNCHANGED) -> ColumnElement[bool]:
    """The records of the kind that meet the conditions now; null counts as false. Deleted ones are the caller's matter.

    The query must select from the kind's own class, not from an alias of it. `before` says what the fields that have
    changed held before, of every record that is asked about: `holds` reads it alike.
    """
    return _Sql(conditions, before, context).of(conditions.tree)


class _Sql(Reading[ColumnElement[bool]]):
    def __init__(self, conditions: Conditions, before: Values, context: Context) -> None:
        self.conditions, self.before, self.context = conditions, before, context

    def comparison(self, place: str, comparison: Comparison) -> ColumnElement[bool]:
        leaf = self.conditions.leaves[place]
        if isinstance(leaf, BrokenLeaf):
            return false()
        if leaf.path.key not in self.before:
            return leaf.claim(self.context, None).where(StoredValues(leaf.path))
        before = cells_of(leaf.path, self.before)
        claim = leaf.claim(self.context, before)
        if leaf.reads_before:
            return true() if claim.of(before) else false()
        return claim.where(StoredValues(leaf.path))

    def all(self, nodes: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
        return and_(true(), *nodes)

    def any(self, nodes: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
        return or_(false(), *nodes)

    def negation(self, node: ColumnElement[bool]) -> ColumnElement[bool]:
        return negation(node)


@dataclass(frozen=True)
class StoredValues:
    """The values of a path, reached from the row of the record that it starts at."""

    path: Path

    def any(self, demand: Demand) -> ColumnElement[bool]:
        """Whether one of them meets the demand."""
        return _reached(self.path.kind.model, self.path.links, self.path.field, demand)


def _reached(row: Any, links: Sequence[Field], field: Field, demand: Demand) -> ColumnElement[bool]:
    """Over one link after the other; a deleted record is not there."""
    if not links:
        return _held(row, field, demand)
    linked = aliased(KINDS[links[0].related].linked_model)
    condition = _reached(linked, links[1:], field, demand)
    return among(row, getattr(row, str(links[0].column)), linked, linked.id, linked.deleted_at.is_(None), condition)


def _held(row: Any, field: Field, demand: Demand) -> ColumnElement[bool]:
    if field.is_custom:
        return _among_values(row, field, demand)
    if field.point:
        return _among_points(row, field, demand)
    condition = demand.where(_own_columns(row, field))
    return and_(condition, _points_at_a_live_record(row, field)) if leads_to_records(field) else condition


def _among_values(row: Any, field: Field, demand: Demand) -> ColumnElement[bool]:
    value = aliased(FieldValue)
    columns = Columns(true(), value.number, value.text, value.folded, value.time)
    is_such = and_(value.field_id == field.custom_id, demand.where(columns))
    if field.type in _FEW_VALUES or isinstance(demand, Anything):
        return there_is(row, value, value.record_id == row.id, is_such)
    return among(row, row.id, value, value.record_id, is_such)


def _among_points(row: Any, field: Field, demand: Demand) -> ColumnElement[bool]:
    point = aliased(ContactPoint)
    is_such = and_(point.kind == field.kind, point.type == field.point)
    columns = Columns(true(), text=point.text, folded=point.folded)
    return among(row, row.id, point, point.record_id, is_such, demand.where(columns))


def _own_columns(row: Any, field: Field) -> Columns:
    """The parts of a cell among the record's own columns."""
    column = getattr(row, str(field.column))
    filled = column.is_not(None)
    if field.type in _TEXTS:
        return Columns(and_(filled, column != ""), text=column, folded=getattr(row, f"{field.column}_folded"))
    if field.type is FieldType.CHOICE:
        return Columns(filled, text=column, folded=column)
    if field.type is FieldType.MONEY:
        return Columns(filled, number=column, text=row.currency)
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        return Columns(filled, time=column, is_day=field.type is FieldType.DATE)
    if field.type is FieldType.YES_NO:
        return Columns(filled, number=cast(column, Integer))
    return Columns(filled, number=column)


def _points_at_a_live_record(row: Any, field: Field) -> ColumnElement[bool]:
    linked = aliased(KINDS[field.related].linked_model)
    return there_is(row, linked, linked.id == getattr(row, str(field.column)), linked.deleted_at.is_(None))
