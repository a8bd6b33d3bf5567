"""What strangers' programs send: read once, bounded, as one structure with names."""

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import Depends, Request

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.web.json_bodies import json_in, require_storable, wrong_body

LARGEST = 64 * 1024
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 500


async def read_small_body(request: Request) -> bytes:
    """The body's bytes; `too-large` beyond 64 kB, of which nothing more is read."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST:
            raise Problem("too-large", _("This is too large to be taken. At most %(limit)s kB are.", limit=64))
        chunks.append(chunk)
    return b"".join(chunks)


SmallBody = Annotated[bytes, Depends(read_small_body)]


def payload_of(content_type: str, body: bytes) -> dict[str, Any]:
    """What a JSON object or a form holds; `invalid` for anything else, and for what no database keeps."""
    is_form = content_type.partition(";")[0].strip().lower() == _FORM
    payload = _form(body) if is_form else _json(body)
    require_storable(payload)
    return payload


def _form(body: bytes) -> dict[str, Any]:
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise wrong_body(_("Send the form in UTF-8, with at most %(limit)s fields.", limit=_MOST_FIELDS)) from None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _json(body: bytes) -> dict[str, Any]:
    found = json_in(body)
    if not isinstance(found, dict):
        raise wrong_body(_("Send a JSON object with names."))
    return found
