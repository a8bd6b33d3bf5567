"""How many records a list holds in all, and the sums of its columns.

Counting must look at every record that the filter finds. Up to COUNTED_AT_ONCE records of a kind that costs less than
the page itself; beyond, the page is shown first, and asks for its totals afterwards. A whole list without a filter is
counted along an index, which is quick in any case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from stepmark.conditions.paths import Path
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import FieldValue
from stepmark.platform.money import Money, from_minor, from_scaled
from stepmark.queries.list_scope import Scope
from stepmark.queries.reports.figures import sum_columns, whole_sum

COUNTED_AT_ONCE = 20_000
SUMMED = (FieldType.NUMBER, FieldType.MONEY)
Sums = list[Money | Decimal]


@dataclass(frozen=True)
class Totals:
    """The number of records, and the sums by the column's key: of money one for each currency."""

    count: int
    sums: dict[str, Sums]


def few_totals(session: Session, scope: Scope) -> Totals | None:
    """The totals where they are cheap, else None; at most one statement more than there are columns to sum."""
    return totals_of(session, scope) if _are_few(session, scope) else None


def totals_of(session: Session, scope: Scope) -> Totals:
    """Count and sums over everything that the list finds, on whatever page."""
    summed = [path for path in scope.columns if path.is_own and path.field.type in SUMMED and path.field.summed]
    count, sums = _of_columns(session, scope, [path for path in summed if not path.field.is_custom])
    sums |= {path.key: _of_custom(session, scope, path) for path in summed if path.field.is_custom}
    return Totals(count, {path.key: sums[path.key] for path in summed})


def _are_few(session: Session, scope: Scope) -> bool:
    model: Any = scope.kind.model
    # In the order of an index, which PostgreSQL would else leave for the table itself.
    beyond = select(model.id).where(model.deleted_at.is_(None)).order_by(model.deleted_at, model.id)
    return session.scalar(beyond.offset(COUNTED_AT_ONCE).limit(1)) is None


def _of_columns(session: Session, scope: Scope, paths: Sequence[Path]) -> tuple[int, dict[str, Sums]]:
    """The count, and the sums of the record's own columns: in one statement, as each looks at every record."""
    model: Any = scope.kind.model
    units = [model.currency if scope.kind.has_currency else literal_column("''")] if paths else []
    columns = [each for path in paths for each in sum_columns(getattr(model, str(path.field.column)))]
    query = select(func.count(), *units, *columns).select_from(model).where(*scope.wanted).group_by(*units)
    rows = session.execute(query).all()
    found = {path: [(row[1], *row[2 * n : 2 * n + 2]) for row in rows] for n, path in enumerate(paths, 1)}
    return sum(row[0] for row in rows), {path.key: _sums(path, parts) for path, parts in found.items()}


def _of_custom(session: Session, scope: Scope, path: Path) -> Sums:
    value = aliased(FieldValue)
    is_its = and_(value.field_id == path.field.custom_id, value.record_id == scope.kind.model.id)
    unit = value.text if path.field.type is FieldType.MONEY else value.field_id
    query = select(unit, *sum_columns(value.number)).select_from(scope.kind.model).join(value, is_its)
    return _sums(path, session.execute(query.where(*scope.wanted).group_by(unit)))


def _sums(path: Path, rows: Iterable[Sequence[Any]]) -> Sums:
    """The sums of one field from its parts by unit."""
    sums = {unit: whole_sum(high, low) for unit, high, low in rows if high is not None}
    if path.field.type is FieldType.NUMBER:
        return [from_scaled(sum(sums.values()))] if sums else []
    return [Money(from_minor(sums[currency], currency), currency) for currency in sorted(sums)]
