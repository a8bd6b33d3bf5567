"""The raw values that a rule sets: fixed, copied, written from placeholders, or appended to those that are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from stepmark.automation.context import ActionContext
from stepmark.automation.copying import copied
from stepmark.automation.parameters import NewValue
from stepmark.automation.variables import taken
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.commands.ticks import is_given
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.values import values_of


@dataclass(frozen=True)
class Written:
    """New values, worked out once for all the records that take them. `raw` is by field, `appended` what joins."""

    kind: Kind
    raw: Mapping[str, Any]
    appended: frozenset[str]

    def for_record(self, work: Work, record: Record) -> dict[str, Any]:
        """What a verb takes for one record, as a form or the API would send it."""
        fields = {key: field for key in self.appended if (field := fields_for(work, self.kind).get(key))}
        there = values_of(work.session, fields, [record])[record.id] if fields else {}
        return {**self.raw, **{key: _joined(field, there[key], self.raw[key]) for key, field in fields.items()}}


def written(context: ActionContext, kind: Kind, values: Mapping[str, Any]) -> Written:
    """New values for records of a kind. What would blank their name is left out, with a warning."""
    raw, appended = {}, set()
    fields = context.fields[kind.name]
    for key, each in values.items():
        new, field = _new_value(key, each), fields.get(key)
        raw[key] = _source(context, new, field)
        if new.mode == "append" and field is not None and field.multiple:
            appended.add(key)
    if kind.title_key in raw and not is_given(raw[kind.title_key]):
        del raw[kind.title_key]
        context.warn(_("The name is left as it is, as it would be empty."))
    return Written(kind, raw, frozenset(appended))


def raw_of(context: ActionContext, key: str, stored: Any, field: Field) -> Any:
    """What one field is to be set to, as a form would send it."""
    return _source(context, _new_value(key, stored), field)


def fixed_values(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The raw values where they are the same for every record; None where they are not."""
    new = {key: _new_value(key, each) for key, each in values.items()}
    if not all(each.is_fixed and each.mode != "append" for each in new.values()):
        return None
    return {key: each.value for key, each in new.items()}


def _new_value(key: str, raw: Any) -> NewValue:
    try:
        return NewValue.of(raw)
    except ValidationError:
        raise Invalid({key: _("This value can't be taken here.")}) from None


def _source(context: ActionContext, new: NewValue, field: Field | None) -> Any:
    if new.text is not None:
        return context.text(new.text)
    if new.copy_of is not None:
        path, value = context.value(new.copy_of)
        return copied(path.field, value, field, context.asked.time_zone)
    if new.constant is not None:
        constant = context.constant(new.constant)
        return copied(constant.field, constant.value, field, context.asked.time_zone)
    if new.variable is not None:
        return _variable(context, new.variable, field)
    return new.value


def _variable(context: ActionContext, name: str, field: Field | None) -> Any:
    """What an action before has yielded; where it was skipped nothing, which the trace says."""
    if name not in context.yielded:
        context.warn(_("No action before this one has given the value “%(name)s”.", name=name))
        return None
    source, value = taken(name, context.yielded[name])
    return copied(source, value, field, context.asked.time_zone)


def _joined(field: Field, there: Any, raw: Any) -> list[Any]:
    added = raw if isinstance(raw, list | tuple) else [raw]
    # The same value is not added twice: the field's own type drops doubles.
    return [*to_json(field, there), *added]
