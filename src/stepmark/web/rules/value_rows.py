"""The rows in which a form asks what fields are set to: to a fixed value, a copy of a field, a text, or to nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from stepmark.automation.parameters import NewValue
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.queries.names import named_exactly
from stepmark.web.forms import text_of_form

MOST_ROWS = 50
HOW = ("fixed", "append", "copy", "text", "constant", "variable", "nothing")


@dataclass(frozen=True)
class ValueRow:
    """One field with what it is set to; an empty one waits for a field."""

    field: str = ""
    how: str = "fixed"
    value: Any = None

    @property
    def is_unfinished(self) -> bool:
        """Whether a field was chosen, but nothing to set it to."""
        return bool(self.field) and self.how != "nothing" and self.value in (None, "", [])


def rows_of(values: Any) -> list[ValueRow]:
    """Stored values as rows, and an empty row to add another."""
    stored = values.items() if isinstance(values, Mapping) else ()
    return [*(_row(key, raw) for key, raw in stored), ValueRow()]


def read_values(session: Session, actor: Actor, form: FormData, name: str, fields: Mapping[str, Field]) -> Any:
    """The rows of a form in their stored shape; a field that was chosen twice counts once."""
    values: dict[str, Any] = {}
    for number in range(MOST_ROWS + 1):
        row = f"{name}.{number}"
        if _is_kept(form, row):
            key = text_of_form(form, f"{row}.field").strip()
            values[key] = _read(session, actor, form, row, fields.get(key))
    return values


def read_value(session: Session, actor: Actor, form: FormData, name: str, field: Field) -> Any:
    """A fixed value as the API would take it, from the input that the field's type has."""
    texts = [each for each in form.getlist(name) if isinstance(each, str)]
    if field.multiple:
        return [each for each in texts if each.strip()]
    text = texts[-1] if texts else ""
    if field.type is FieldType.MONEY and text.strip():
        return {"amount": text, "currency": text_of_form(form, f"{name}_currency")}
    typed = text_of_form(form, f"{name}_text").strip()
    if field.related in KINDS and not text and typed:
        found = named_exactly(session, actor, KINDS[field.related], typed)
        return str(found) if found else typed
    return text or None


def _is_kept(form: FormData, row: str) -> bool:
    """Whether a row has a field, and is not being taken away."""
    return bool(text_of_form(form, f"{row}.field").strip()) and text_of_form(form, "do") != f"row:{row}"


def _row(key: str, raw: Any) -> ValueRow:
    try:
        new = NewValue.of(raw)
    except ValidationError:
        return ValueRow(key, "fixed", raw)
    if new.copy_of is not None:
        return ValueRow(key, "copy", new.copy_of)
    if new.text is not None:
        return ValueRow(key, "text", new.text)
    for how in ("constant", "variable"):
        if (named := getattr(new, how)) is not None:
            return ValueRow(key, how, named)
    if new.value is None or raw == "":
        return ValueRow(key, "nothing")
    return ValueRow(key, "append" if new.mode == "append" else "fixed", new.value)


def _read(session: Session, actor: Actor, form: FormData, row: str, field: Field | None) -> Any:
    how = text_of_form(form, f"{row}.how")
    if text_of_form(form, f"{row}.was") not in ("", text_of_form(form, f"{row}.field")):
        # Another field was chosen: what was typed for the former one means nothing any more.
        return {"value": ""}
    match how:
        case "copy":
            return {"copy": text_of_form(form, f"{row}.copy")}
        case "text" | "constant" | "variable":
            return {how: text_of_form(form, f"{row}.{how}")}
        case "nothing":
            return None
    value = read_value(session, actor, form, f"{row}.value", field) if field else None
    if how == "append":
        return {"value": value, "mode": "append"}
    return {"value": ""} if value in (None, []) else value
