"""What forms send, as raw values by field key; parsing them is the catalogue's work."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile

from stepmark.catalogue.fields import Field
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.web.form_bodies import read_form

Form = Annotated[FormData, Depends(read_form)]


def raw_values(form: FormData, fields: Iterable[Field]) -> dict[str, Any]:
    """The values of those fields that the form shows. A tick box says by `<key>__shown` that it was there."""
    raw: dict[str, Any] = {}
    for field in fields:
        if field.key in form or f"{field.key}__shown" in form:
            raw[field.key] = _raw(form, field)
    return raw


def text_of_form(form: FormData, name: str) -> str:
    """One text of a form; empty when it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def int_of_form(form: FormData, name: str) -> int | None:
    """One whole number of a form; None when it is empty or none."""
    text = text_of_form(form, name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def upload_of_form(form: FormData, name: str) -> UploadFile:
    """One uploaded file; refused when there is none."""
    value = form.get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        raise Problem("invalid", _("Choose a file."), field=name)
    return value


def _raw(form: FormData, field: Field) -> Any:
    values = [value for value in form.getlist(field.key) if isinstance(value, str)]
    if field.multiple:
        return values
    text = values[-1] if values else ""
    if field.type is FieldType.MONEY and text.strip():
        return {"amount": text, "currency": text_of_form(form, f"{field.key}_currency")}
    return text
