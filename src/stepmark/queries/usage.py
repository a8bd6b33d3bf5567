"""Who would miss it: what hangs on a field or an option, shown before it is taken away (I12)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import kind_of
from stepmark.domain.bindings import Binding
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.queries.bindings import BindingRow, binding_rows


@dataclass(frozen=True)
class FieldUse:
    """What hangs on a custom field: bindings, and live records that hold a value of it."""

    bindings: list[BindingRow]
    records: int


def field_use(session: Session, field: CustomField) -> FieldUse:
    """What would be missed if this field were deleted."""
    record = kind_of(field.kind).model
    holders = (
        select(func.count(FieldValue.record_id.distinct()))
        .join(record, record.id == FieldValue.record_id)
        .where(FieldValue.field_id == field.id, record.deleted_at.is_(None))
    )
    return FieldUse(binding_rows(session, Binding.custom_field_id == field.id), session.scalar(holders) or 0)


def option_use(session: Session, field: CustomField) -> dict[str, int]:
    """On how many records each stored option is chosen, those in the recycle bin included, as they may come back."""
    query = (
        select(FieldValue.text, func.count(FieldValue.record_id.distinct()))
        .where(FieldValue.field_id == field.id, FieldValue.text.is_not(None))
        .group_by(FieldValue.text)
    )
    return {str(text): number for text, number in session.execute(query)}


def bindings_on_steps(session: Session, step_ids: list[int]) -> dict[int, BindingRow]:
    """The binding of each of these steps that has one, active or not."""
    return {row.step.id: row for row in binding_rows(session, Binding.step_id.in_(step_ids))}
