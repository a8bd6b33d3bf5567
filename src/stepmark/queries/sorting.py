"""By what a list is sorted when one clicks a column: the value itself, or the name of what it points at."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import FieldValue
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage

_NUMBERS = (FieldType.NUMBER, FieldType.MONEY, FieldType.YES_NO, FieldType.USER, FieldType.FILE)
_TIMES = (FieldType.DATE, FieldType.DATETIME)


def sort_key(kind: Kind, field: Field) -> Any:
    """An expression over the kind's table; null where the field is empty."""
    if field.is_custom:
        return _custom(kind, field)
    if field.point:
        return _point(kind, field)
    column = getattr(kind.model, str(field.column))
    if field.type is FieldType.USER:
        member = aliased(Member)
        return select(member.name).where(member.id == column).scalar_subquery()
    if field.type is FieldType.RECORD:
        return _named(field.related, column)
    return getattr(kind.model, f"{field.column}_folded", column)


def _custom(kind: Kind, field: Field) -> Any:
    value = aliased(FieldValue)
    column = value.number if field.type in _NUMBERS else value.time if field.type in _TIMES else value.folded
    query = select(column).where(
        value.field_id == field.custom_id, value.record_id == kind.model.id, value.position == 0
    )
    return query.scalar_subquery()


def _point(kind: Kind, field: Field) -> Any:
    point = aliased(ContactPoint)
    return (
        select(point.folded)
        .where(
            point.kind == kind.name,
            point.record_id == kind.model.id,
            point.type == field.point,
            point.position == 0,
        )
        .scalar_subquery()
    )


def _named(related: str, column: Any) -> Any:
    if related in KINDS:
        target: Any = aliased(KINDS[related].model)
        name = getattr(target, f"{KINDS[related].title_key}_folded")
        return select(name).where(target.id == column, target.deleted_at.is_(None)).scalar_subquery()
    place: Any = aliased({"stage": Stage, "process": Process}[related])
    return select(place.position).where(place.id == column).scalar_subquery()
