"""Which deals a binding concerns: those it could tick now, and those ticked before it with the field still empty."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import Session

from stepmark.domain.bindings import Binding
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Sale
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.notes import File
from stepmark.domain.ticks import Tick


def deals_to_tick(
    session: Session, binding: Binding, *, after: int = 0, among: Collection[int] | None = None, limit: int = 50
) -> list[Sale]:
    """Live deals with the field filled and the step open, by id, beyond the id `after`."""
    query = select(Sale).where(*_could_tick(binding), Sale.id > after).order_by(Sale.id).limit(limit)
    return list(session.scalars(query if among is None else query.where(Sale.id.in_(among))))


def how_many_to_tick(session: Session, binding: Binding) -> int:
    """How many such deals there are."""
    return session.scalar(select(func.count(Sale.id)).where(*_could_tick(binding))) or 0


def deals_missing_field(session: Session, binding: Binding, *, after: int = 0, limit: int = 50) -> list[Sale]:
    """Live deals whose step was ticked before the binding and whose field is still empty, by id."""
    here = _live_deals_of(binding.process_id)
    query = select(Sale).where(*here, _ticked(binding.step_id), ~_filled(binding), Sale.id > after)
    return list(session.scalars(query.order_by(Sale.id).limit(limit)))


def how_many_miss_field(session: Session) -> dict[int, int]:
    """The number of such deals for each active binding that has any, in one statement."""
    query = (
        select(Binding.id, func.count(Sale.id))
        .join(Tick, and_(Tick.step_id == Binding.step_id, Tick.ended_at.is_(None)))
        .join(Sale, and_(Sale.id == Tick.deal_id, *_live_deals_of(Binding.process_id)))
        .where(Binding.active.is_(True), ~_filled_by_any())
        .group_by(Binding.id)
    )
    return dict(session.execute(query).all())


def _could_tick(binding: Binding) -> list[ColumnElement[bool]]:
    return [*_live_deals_of(binding.process_id), _filled(binding), ~_ticked(binding.step_id)]


def _live_deals_of(process_id: Any) -> list[ColumnElement[bool]]:
    return [Sale.deleted_at.is_(None), Sale.process_id == process_id]


def _ticked(step_id: int) -> ColumnElement[bool]:
    return exists().where(Tick.deal_id == Sale.id, Tick.step_id == step_id, Tick.ended_at.is_(None))


def _filled(binding: Binding) -> ColumnElement[bool]:
    return _system_fields().get(binding.field, _has_value(binding.custom_field_id))


def _filled_by_any() -> ColumnElement[bool]:
    system = [(Binding.field == name, condition) for name, condition in _system_fields().items()]
    return case(*system, else_=_has_value(Binding.custom_field_id))


def _system_fields() -> dict[str, ColumnElement[bool]]:
    return {
        "company": exists().where(Company.id == Sale.company_id, Company.deleted_at.is_(None)),
        "contact": exists().where(Contact.id == Sale.contact_id, Contact.deleted_at.is_(None)),
        "source": func.coalesce(Sale.source, "") != "",
    }


def _has_value(custom_field_id: Any) -> ColumnElement[bool]:
    lost_file = exists().where(
        CustomField.id == FieldValue.field_id,
        CustomField.type == "file",
        File.id == FieldValue.number,
        File.deleted_at.is_not(None),
    )
    return exists().where(FieldValue.field_id == custom_field_id, FieldValue.record_id == Sale.id, ~lost_file)
