"""A form's body as texts, urlencoded or multipart: UTF-8 as browsers send it, or refused, never repaired."""

import re
from urllib.parse import parse_qsl

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

MOST_PARTS = 1000
_MOST_FILES = 20
_LARGEST_PART = 16 * 1024 * 1024
_CHARSET = re.compile(r""";\s*charset[^=;]*=\s*["']?([^;"']*)["']?""", re.IGNORECASE)


async def read_form(request: Request) -> FormData:
    """The form; empty where the body is none. `invalid` for another encoding, in which half pairs could come."""
    kind = request.headers.get("content-type", "")
    charset = _CHARSET.search(kind)
    if charset and charset[1].strip().lower() != "utf-8":
        raise _not_utf8()
    try:
        match kind.split(";")[0].strip().lower():
            case "application/x-www-form-urlencoded":
                return _urlencoded(await request.body())
            case "multipart/form-data":
                return await _multipart(request, _CHARSET.sub("", kind))
    except UnicodeDecodeError:
        raise _not_utf8() from None
    return FormData()


def _urlencoded(body: bytes) -> FormData:
    if body.count(b"&") >= MOST_PARTS:
        raise HTTPException(400)
    return FormData([*parse_qsl(body.decode(), keep_blank_values=True, errors="strict")])


async def _multipart(request: Request, kind: str) -> FormData:
    # The parser would read what is no UTF-8 as Latin-1. Told to read all as that, it gives back each byte as it came.
    headers = Headers({"Content-Type": f"{kind}; charset=latin-1"})
    limits = {"max_files": _MOST_FILES, "max_fields": MOST_PARTS, "max_part_size": _LARGEST_PART}
    try:
        form = await MultiPartParser(headers, request.stream(), **limits).parse()
    except MultiPartException:
        raise HTTPException(400) from None
    return FormData([(_utf8(name), _part(value)) for name, value in form.multi_items()])


def _part(value: UploadFile | str) -> UploadFile | str:
    if isinstance(value, str):
        return _utf8(value)
    value.filename = _utf8(value.filename or "")
    return value


def _utf8(latin: str) -> str:
    return latin.encode("latin-1").decode()


def _not_utf8() -> Problem:
    return Problem("invalid", _("Send the form in UTF-8."))
