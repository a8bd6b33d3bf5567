"""By what a list is sorted when one clicks a column: the value itself, or the name of what it points at."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.conditions.paths import Path
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import FieldValue
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage

_NUMBERS = (FieldType.NUMBER, FieldType.MONEY, FieldType.YES_NO, FieldType.USER, FieldType.FILE)
_TIMES = (FieldType.DATE, FieldType.DATETIME)


class Order:
    """The rows of a kind in the order of one column, then of their ids; empty values last, whichever way it runs.

    Names and the moments of making are walked along an index; other columns are read whole, as a sort must.
    """

    def __init__(self, kind: Kind, path: Path, *, descending: bool) -> None:
        self._id: Any = kind.model.id
        self.key: Any = sort_key(kind, path)
        self._descending = descending
        self._is_never_empty = path.is_own and path.field.key in (kind.title_key, "created_at", "updated_at")

    def terms(self, *, backwards: bool = False) -> list[Any]:
        """For ORDER BY."""
        down = self._descending is not backwards
        by_value = [self.key.desc(), self._id.desc()] if down else [self.key.asc(), self._id.asc()]
        empty = self.key.is_(None)
        return by_value if self._is_never_empty else [empty.desc() if backwards else empty, *by_value]

    def beyond(self, value: Any, row_id: int, *, backwards: bool = False) -> ColumnElement[bool]:
        """The rows after the one with this value of the key and this id, or before it."""
        down = self._descending is not backwards
        ids = self._id < row_id if down else self._id > row_id
        if value is None:
            among_empty = and_(self.key.is_(None), ids)
            return or_(self.key.is_not(None), among_empty) if backwards else among_empty
        further = and_(
            self.key <= value if down else self.key >= value,
            or_(self.key < value if down else self.key > value, ids),
        )
        return further if backwards or self._is_never_empty else or_(further, self.key.is_(None))


def sort_key(kind: Kind, path: Path) -> Any:
    """An expression over the kind's table; null where the field is empty, or no live record leads to it."""
    return _over_links(kind.model, path.links, path.field)


def _over_links(row: Any, links: tuple[Field, ...], field: Field) -> Any:
    if not links:
        return _value(row, field)
    linked: Any = aliased(KINDS[links[0].related].linked_model)
    is_linked = and_(linked.id == getattr(row, str(links[0].column)), linked.deleted_at.is_(None))
    return select(_over_links(linked, links[1:], field)).where(is_linked).correlate(row).scalar_subquery()


def _value(row: Any, field: Field) -> Any:
    if field.is_custom:
        return _custom(row, field)
    if field.point:
        return _point(row, field)
    column = getattr(row, str(field.column))
    if field.type is FieldType.USER:
        member = aliased(Member)
        return select(member.name).where(member.id == column).correlate(row).scalar_subquery()
    if field.type is FieldType.RECORD:
        return _named(row, field.related, column)
    if field.type is FieldType.YES_NO:
        return cast(column, Integer)
    folded = getattr(row, f"{field.column}_folded", None)
    # The index on names holds their first hundred characters.
    return column if folded is None else func.substr(folded, literal_column("1"), literal_column("100"))


def _custom(row: Any, field: Field) -> Any:
    value = aliased(FieldValue)
    column = value.number if field.type in _NUMBERS else value.time if field.type in _TIMES else value.folded
    is_its = and_(value.field_id == field.custom_id, value.record_id == row.id, value.position == 0)
    return select(column).where(is_its).correlate(row).scalar_subquery()


def _point(row: Any, field: Field) -> Any:
    point = aliased(ContactPoint)
    is_its = and_(point.kind == field.kind, point.record_id == row.id, point.type == field.point, point.position == 0)
    return select(point.folded).where(is_its).correlate(row).scalar_subquery()


def _named(row: Any, related: str, column: Any) -> Any:
    if related in KINDS:
        target: Any = aliased(KINDS[related].linked_model)
        name = getattr(target, f"{KINDS[related].title_key}_folded")
        is_target = and_(target.id == column, target.deleted_at.is_(None))
        return select(name).where(is_target).correlate(row).scalar_subquery()
    place: Any = aliased({"stage": Stage, "process": Process}[related])
    return select(place.position).where(place.id == column).correlate(row).scalar_subquery()
