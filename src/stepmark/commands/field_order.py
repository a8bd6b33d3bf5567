"""The order of a kind's fields on forms."""

from sqlalchemy import select

from stepmark.commands.work import Work
from stepmark.domain.fields import CustomField


def place(work: Work, field: CustomField, position: int | None) -> None:
    """Put a field at a place, from 0, among the live fields of its kind, or at the end."""
    others = [other for other in _in_order(work, field.kind) if other is not field]
    at = len(others) if position is None else min(max(position, 0), len(others))
    for number, each in enumerate([*others[:at], field, *others[at:]]):
        each.position = number


def _in_order(work: Work, kind: str) -> list[CustomField]:
    query = select(CustomField).where(CustomField.kind == kind, CustomField.deleted_at.is_(None))
    ordered = query.order_by(CustomField.position, CustomField.id).with_for_update(key_share=True)
    with work.session.no_autoflush:
        return list(work.session.scalars(ordered))
