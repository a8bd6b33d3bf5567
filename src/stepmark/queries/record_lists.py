"""Lists of records: filtered, sorted by any column, a page at a time, in a number of statements that does not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.paths import Path
from stepmark.domain.attributes import FieldType
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.queries.labels import Labels
from stepmark.queries.list_scope import ListQuery, Scope, path_labels, scope_of, shown_values
from stepmark.queries.list_totals import Totals, few_totals
from stepmark.queries.values import Values

PAGE = 50


@dataclass(frozen=True)
class RecordList:
    """One page of a list. `totals` are None where there are too many records to count them before the page is shown."""

    scope: Scope
    records: Sequence[Any]
    values: Mapping[int, Values]
    labels: Labels
    totals: Totals | None
    has_previous: bool
    has_next: bool

    @property
    def columns(self) -> list[Path]:
        """What it shows, in order."""
        return self.scope.columns


def record_list(session: Session, actor: Actor, kind: Kind, asked: ListQuery) -> RecordList:
    """The page that was asked for, in at most fourteen statements, and two more for each link that columns go over."""
    scope = scope_of(session, actor, kind, asked)
    totals = few_totals(session, scope)
    records, has_previous, has_next = _page(session, scope, asked)
    values = shown_values(session, scope, records)
    labels = path_labels(session, actor, scope.columns, values.values())
    return RecordList(scope, records, values, labels, totals, has_previous, has_next)


def can_be_set(field: Field, kind: Kind) -> bool:
    """Whether it makes sense to give many records the same value here."""
    return field.by_hand and field.key != kind.title_key and not field.point and field.type is not FieldType.FILE


def _page(session: Session, scope: Scope, asked: ListQuery) -> tuple[Sequence[Record], bool, bool]:
    """The records in the order asked for, and whether there are others before and after them."""
    order, model = scope.order, scope.kind.model
    anchor = asked.before or asked.after
    backwards = asked.before is not None
    query = scope.query()
    if anchor is not None:
        at = session.execute(select(order.key, model.id).where(model.id == anchor)).one_or_none()
        query = query if at is None else query.where(order.beyond(at[0], at[1], backwards=backwards))
    rows = list(session.scalars(query.order_by(*order.terms(backwards=backwards)).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        return rows[::-1], more, True
    return rows, anchor is not None, more
