"""What links to a record, shown before it is deleted (I12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind, kind_of_record, pointers_to
from stepmark.domain.bindings import Binding
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Sale
from stepmark.domain.lines import Line
from stepmark.domain.products import Product
from stepmark.domain.record import Record
from stepmark.domain.ticks import Tick

MOST_NAMED = 20


@dataclass(frozen=True)
class RecordDependents:
    """How many live records of each kind link to one, and the deals in which a bound step will reopen."""

    links: list[tuple[Kind, int]]
    reopening: Sequence[Sale]


def dependents_of_record(session: Session, record: Record) -> RecordDependents:
    """What deleting the record means for others."""
    pointers = pointers_to(kind_of_record(record))
    counts = [(each.kind, _count(session, each.kind, each.column == record.id)) for each in pointers]
    counts += [(each, _count(session, each, _has_line_of(each, record))) for each in _with_lines(record)]
    return RecordDependents([(kind, count) for kind, count in counts if count], _reopening(session, record))


def _count(session: Session, kind: Kind, condition: ColumnElement[bool]) -> int:
    model: Any = kind.model
    return session.scalar(select(func.count(model.id)).where(condition, model.deleted_at.is_(None))) or 0


def _with_lines(record: Record) -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.lines] if isinstance(record, Product) else []


def _has_line_of(kind: Kind, product: Record) -> ColumnElement[bool]:
    return kind.model.id.in_(select(Line.record_id).where(Line.kind == kind.name, Line.product_id == product.id))


def _reopening(session: Session, record: Record) -> Sequence[Sale]:
    if not isinstance(record, Company | Contact):
        return ()
    field, column = ("company", Sale.company_id) if isinstance(record, Company) else ("contact", Sale.contact_id)
    query = (
        select(Sale)
        .join(Binding, and_(Binding.process_id == Sale.process_id, Binding.field == field, Binding.active.is_(True)))
        .join(Tick, and_(Tick.deal_id == Sale.id, Tick.step_id == Binding.step_id, Tick.ended_at.is_(None)))
        .where(column == record.id, Sale.deleted_at.is_(None))
        .order_by(Sale.id)
        .limit(MOST_NAMED)
    )
    return session.scalars(query).all()
