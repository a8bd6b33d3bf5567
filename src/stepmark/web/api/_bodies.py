"""What programs send: read once, bounded, and refused before it can do harm."""

from typing import Annotated, Any

from fastapi import Request
from pydantic import BeforeValidator, Field
from starlette.requests import ClientDisconnect

from stepmark.commands.access import not_found
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.web.json_bodies import json_in, require_storable, wrong_body

LARGEST_ID = 2**63 - 1
_WITH_BODY = {"POST", "PUT", "PATCH"}


def path_id(raw: Any) -> int:
    """The id that a part of a path is; raises not-found."""
    text = str(raw)
    if text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= LARGEST_ID:
        return int(text)
    raise not_found()


PathId = Annotated[int, BeforeValidator(path_id)]
"""An id in a path: what can't be one, however long, does not exist (404)."""

RowId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
"""An id in a body."""


async def read_body(request: Request) -> bytes:
    """The body's bytes; nothing where none is expected."""
    if request.method not in _WITH_BODY:
        return b""
    try:
        return await request.body()
    except ClientDisconnect:
        raise Problem("too-large", _("This is too large to be taken.")) from None


def check_body(request: Request, body: bytes) -> None:
    """Refuse a body that is not JSON, or holds what JSON forbids or no database keeps."""
    if not body:
        return
    if not request.headers.get("content-type", "").lower().split(";")[0].strip().endswith("json"):
        raise wrong_body(_("Send JSON, with “Content-Type: application/json”."))
    require_storable(json_in(body))
