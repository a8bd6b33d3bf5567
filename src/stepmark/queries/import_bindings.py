"""Which steps an import would tick."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from stepmark.domain.bindings import Binding
from stepmark.queries.bindings import BindingRow, binding_rows
from stepmark.queries.checklist import field_key


class FilledStep(NamedTuple):
    """An active binding, and how many rows fill its field."""

    binding: BindingRow
    rows: int


def filled_steps(session: Session, filled: Mapping[str, int]) -> list[FilledStep]:
    """The active bindings whose fields are filled, by field key in so many rows."""
    active = [row for row in binding_rows(session, Binding.active.is_(True)) if not row.broken]
    return [FilledStep(row, rows) for row in active if (rows := filled.get(field_key(row.binding), 0))]
