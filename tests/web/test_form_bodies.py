"""What is read of a form's body: its texts as they were typed, or nothing of it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote_plus

import pytest
from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message

from stepmark.platform.errors import Problem
from stepmark.web.form_bodies import MOST_PARTS, read_form

PAIRS, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
TEXT = "Żółw & żaba 😀 = é?"
NO_UTF8 = (b"\xed\xa0\xbd", b"\xff", b"\xc3", b"caf\xe9", b"\xf5\x80\x80\x80")


def test_texts_come_as_they_were_typed_in_either_form() -> None:
    escaped = _read(PAIRS, f"a={quote_plus(TEXT)}&b=&c&a=%00&é=żółw".encode())
    assert escaped.multi_items() == [("a", TEXT), ("b", ""), ("c", ""), ("a", "\x00"), ("é", "żółw")]
    assert _read(f"{PARTS}; charset=UTF-8", _part(TEXT.encode())).multi_items() == [("é", TEXT)]


def test_a_file_keeps_its_name_and_its_bytes_whatever_they_are() -> None:
    file: Any = _read(PARTS, _part(b"\xff\x00", ' ; filename="żółw.bin"'.encode()))["é"]
    assert isinstance(file, UploadFile)
    assert (file.filename, file.file.read()) == ("żółw.bin", b"\xff\x00")


@pytest.mark.parametrize("bad", NO_UTF8)
def test_what_is_no_utf_8_is_refused_wherever_it_stands(bad: bytes) -> None:
    escaped = "".join(f"%{each:02X}" for each in bad).encode()
    for body in (b"a=" + escaped, escaped + b"=a", b"a=" + bad, b"a=b&c=" + bad):
        _refused(PAIRS, body)
    _refused(PARTS, _part(bad))
    _refused(PARTS, _part(b"a", b'; filename="' + bad + b'"'))
    _refused(PARTS, _part(b"a").replace("é".encode(), bad))


@pytest.mark.parametrize("charset", ["latin-1", "utf-7", "unicode_escape", "none", ""])
def test_another_encoding_is_refused_by_its_name(charset: str) -> None:
    _refused(f"{PAIRS}; charset={charset}", b"a=b")
    _refused(f"{PARTS}; charset={charset}", _part(b"b"))


def test_a_form_has_so_many_parts_at_most() -> None:
    assert len(_read(PAIRS, b"&".join([b"a=b"] * MOST_PARTS)).multi_items()) == MOST_PARTS
    many = _part(b"b").removesuffix(b"--x--\r\n") * (MOST_PARTS + 1) + b"--x--\r\n"
    for kind, body in ((PAIRS, b"&".join([b"a=b"] * (MOST_PARTS + 1))), (PARTS, many), (PARTS, b"no boundary")):
        with pytest.raises(HTTPException):
            _read(kind, body)


def test_another_body_holds_no_texts() -> None:
    assert not _read("application/json", b'{"a": "b"}')
    assert not _read("", b"a=b")


def _read(kind: str, body: bytes) -> FormData:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "headers": [(b"content-type", kind.encode())]}
    # In a thread of its own, as a browser of another test may keep a loop running in this one.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(read_form(Request(scope, receive)))).result()


def _refused(kind: str, body: bytes) -> None:
    with pytest.raises(Problem, match="UTF-8") as refused:
        _read(kind, body)
    assert refused.value.type == "invalid"


def _part(content: bytes, more: bytes = b"") -> bytes:
    head = 'Content-Disposition: form-data; name="é"'.encode() + more
    return b"--x\r\n" + head + b"\r\n\r\n" + content + b"\r\n--x--\r\n"
