"""The raw values that a rule sets, worked out for one record: fixed, copied, written from placeholders, or appended."""

from collections.abc import Mapping
from typing import Any

from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import NewValue
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.commands.values import fields_for
from stepmark.conditions.paths import find_path
from stepmark.domain.record import Record
from stepmark.queries.condition_values import fields_by_kind, seen_values
from stepmark.queries.values import values_of


def raw_values(context: ActionContext, kind: Kind, record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a verb takes, by field: raw values as a form or the API would send them."""
    return {key: _raw(context, kind, record, key, NewValue.of(each)) for key, each in values.items()}


def _raw(context: ActionContext, kind: Kind, record: Record, key: str, new: NewValue) -> Any:
    raw = _source(context, new)
    field = fields_for(context.work, kind).get(key)
    if field is None or not field.multiple or new.mode != "append":
        return raw
    there = values_of(context.work.session, {key: field}, [record])[record.id][key]
    added = raw if isinstance(raw, list | tuple) else [raw]
    # The same value is not added twice: the field's own type drops doubles.
    return [*to_json(field, there), *added]


def _source(context: ActionContext, new: NewValue) -> Any:
    if new.text is not None:
        return context.text(new.text)
    if new.copy_of is None:
        return new.value
    session = context.work.session
    fields = context.work.remember("fields by kind", lambda: fields_by_kind(session))
    path = find_path(context.kind, new.copy_of, fields)
    value = seen_values(session, [path], [context.record])[context.record.id][path.key]
    return to_json(path.field, value)
