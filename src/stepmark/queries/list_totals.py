"""How many records a list holds in all, and the sums of its columns.

Counting must look at every record that the filter finds. Up to COUNTED_AT_ONCE records of a kind that costs less than
the page itself; beyond, the page is shown first, and asks for its totals afterwards. A whole list without a filter is
counted along an index, which is quick in any case.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from stepmark.conditions.paths import Path
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import FieldValue
from stepmark.platform.money import Money, from_minor, from_scaled
from stepmark.queries.list_scope import Scope
from stepmark.queries.reports.figures import sum_columns, whole_sum

COUNTED_AT_ONCE = 20_000
SUMMED = (FieldType.NUMBER, FieldType.MONEY)


@dataclass(frozen=True)
class Totals:
    """The number of records, and the sums by the column's key: of money one for each currency."""

    count: int
    sums: dict[str, list[Money | Decimal]]


def few_totals(session: Session, scope: Scope) -> Totals | None:
    """The totals where they are cheap, else None; at most one statement more than there are columns to sum."""
    return totals_of(session, scope) if _are_few(session, scope) else None


def totals_of(session: Session, scope: Scope) -> Totals:
    """Count and sums over everything that the list finds, on whatever page."""
    count = session.scalar(select(func.count(scope.kind.model.id)).where(*scope.wanted)) or 0
    summed = [path for path in scope.columns if path.is_own and path.field.type in SUMMED]
    return Totals(count, {path.key: _sum(session, scope, path) for path in summed})


def _are_few(session: Session, scope: Scope) -> bool:
    model = scope.kind.model
    some = select(model.id).where(model.deleted_at.is_(None)).limit(COUNTED_AT_ONCE + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= COUNTED_AT_ONCE


def _sum(session: Session, scope: Scope, path: Path) -> list[Money | Decimal]:
    query = _of_custom(scope, path) if path.field.is_custom else _of_column(scope, path)
    rows = session.execute(query).all()
    sums = {unit: whole_sum(high, low) for high, low, unit in rows if high is not None}
    if path.field.type is FieldType.NUMBER:
        return [from_scaled(total) for total in sums.values()]
    return [Money(from_minor(sums[currency], currency), currency) for currency in sorted(sums)]


def _of_column(scope: Scope, path: Path) -> Select[Any]:
    model: Any = scope.kind.model
    query = select(*sum_columns(getattr(model, str(path.field.column))), model.currency)
    return query.where(*scope.wanted).group_by(model.currency)


def _of_custom(scope: Scope, path: Path) -> Select[Any]:
    value = aliased(FieldValue)
    is_its = and_(value.field_id == path.field.custom_id, value.record_id == scope.kind.model.id)
    unit = value.text if path.field.type is FieldType.MONEY else value.field_id
    query = select(*sum_columns(value.number), unit).select_from(scope.kind.model).join(value, is_its)
    return query.where(*scope.wanted).group_by(unit)
