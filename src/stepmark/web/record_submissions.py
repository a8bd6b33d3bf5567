"""What a record's form sent: uploads stored, typed names looked up, and what nobody changed left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.files import add_loose_file
from stepmark.commands.inline_records import NEW
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import speaking
from stepmark.queries.labels import labels_for
from stepmark.queries.names import named_exactly
from stepmark.web.caller import Caller
from stepmark.web.forms import raw_values, text_of_form
from stepmark.web.record_forms import UNKNOWN, is_unchanged
from stepmark.web.uploads import uploads_in


def submitted(caller: Caller, form: FormData, fields: Iterable[Field]) -> dict[str, Any]:
    """Raw values by field key, for those fields that the form showed."""
    fields = list(fields)
    raw = raw_values(form, fields)
    for field in fields:
        if field.type is FieldType.FILE and (field.key in raw or f"{field.key}__upload" in form):
            raw[field.key] = _file(caller, form, field)
    return raw | _looked_up(caller, form, [field for field in fields if field.key in raw], raw)


def without_unchanged(caller: Caller, raw: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The raw values that differ from what the form showed for these stored ones: only those are meant (I14)."""
    with speaking(caller.actor.locale, caller.actor.time_zone):
        return {key: value for key, value in raw.items() if not is_unchanged(value, values.get(key))}


def _file(caller: Caller, form: FormData, field: Field) -> str:
    uploads = uploads_in(caller, form, f"{field.key}__upload")
    if uploads:
        return str(caller.run(add_loose_file, uploads[0]))
    return "" if f"{field.key}__remove" in form else text_of_form(form, field.key)


def _looked_up(caller: Caller, form: FormData, fields: list[Field], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Without scripts a lookup sends only a name, beside the id that was chosen before."""
    lookups = [field for field in fields if field.type is FieldType.RECORD and f"{field.key}_text" in form]
    if not lookups:
        return {}
    with caller.reading() as session:
        chosen = {key: int(value) for key, value in raw.items() if isinstance(value, str) and _is_id(value)}
        labels = labels_for(session, caller.actor, lookups, [chosen])
        found: dict[str, Any] = {}
        for field in lookups:
            text, value = text_of_form(form, f"{field.key}_text").strip(), str(raw[field.key])
            name = labels.of(field).get(chosen.get(field.key, 0))
            if not text:
                found[field.key] = "" if name is not None or not value else value
            elif text != name and not value.startswith(NEW):
                row_id = named_exactly(session, caller.actor, KINDS[field.related], text)
                found[field.key] = str(row_id) if row_id else UNKNOWN + text
        return found


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 19
