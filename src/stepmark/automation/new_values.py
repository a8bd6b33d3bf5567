"""The raw values that a rule sets, worked out for one record: fixed, copied, written from placeholders, or appended."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from stepmark.automation.context import ActionContext
from stepmark.automation.copying import copied
from stepmark.automation.parameters import NewValue
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.commands.ticks import is_given
from stepmark.commands.values import fields_for
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.values import values_of


def raw_values(context: ActionContext, kind: Kind, record: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a verb takes, by field: raw values as a form or the API would send them. No record is a new one.

    What would blank a record's name is left out, with a warning.
    """
    raw = {key: _raw(context, kind, record, key, _new_value(key, each)) for key, each in values.items()}
    if kind.title_key in raw and not is_given(raw[kind.title_key]):
        del raw[kind.title_key]
        context.warn(_("The name is left as it is, as it would be empty."))
    return raw


def _new_value(key: str, raw: Any) -> NewValue:
    try:
        return NewValue.of(raw)
    except ValidationError:
        raise Invalid({key: _("This value can't be taken here.")}) from None


def _raw(context: ActionContext, kind: Kind, record: Record | None, key: str, new: NewValue) -> Any:
    field = fields_for(context.work, kind).get(key)
    raw = _source(context, new, field)
    if record is None or field is None or not field.multiple or new.mode != "append":
        return raw
    there = values_of(context.work.session, {key: field}, [record])[record.id][key]
    added = raw if isinstance(raw, list | tuple) else [raw]
    # The same value is not added twice: the field's own type drops doubles.
    return [*to_json(field, there), *added]


def _source(context: ActionContext, new: NewValue, field: Field | None) -> Any:
    if new.text is not None:
        return context.text(new.text)
    if new.copy_of is None:
        return new.value
    path, value = context.value(new.copy_of)
    return copied(path.field, value, field, context.asked.time_zone)
