"""Values that no two live records of a kind share, such as a product's code."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Work
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import fold


def require_unique(work: Work, kind: Kind, values: Mapping[str, Any], own_id: int | None = None) -> None:
    """Refuse what another live record has already; of two who take it at once, the database stops the second."""
    taken = {
        field.key: _taken(field, values[field.key])
        for field in kind.system_fields
        if field.unique and values.get(field.key) is not None and _is_taken(work, kind, field, values, own_id)
    }
    if taken:
        raise Invalid(taken)


def require_still_unique(work: Work, kind: Kind, record: Record) -> None:
    """Refuse to bring a record back whose value was given to another one meanwhile."""
    values = {field.key: getattr(record, str(field.column)) for field in kind.system_fields if field.unique}
    try:
        require_unique(work, kind, values, record.id)
    except Invalid as problem:
        raise Problem("in-use", problem.detail, field=problem.field) from None


def _is_taken(work: Work, kind: Kind, field: Field, values: Mapping[str, Any], own_id: int | None) -> bool:
    model: Any = kind.model
    is_same = getattr(model, f"{field.column}_folded") == fold(values[field.key])
    others = select(model.id).where(is_same, model.deleted_at.is_(None), model.id != (own_id or 0)).limit(1)
    return work.session.scalar(others) is not None


def _taken(field: Field, value: str) -> Text:
    text = _("“%(value)s” is the %(field)s of another record already. Give each its own.")
    return _(text.message, value=value, field=field.label)
