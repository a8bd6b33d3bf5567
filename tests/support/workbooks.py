"""Excel workbooks of all sorts, as bytes."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Iterable[Sequence[Any]], **more: Iterable[Sequence[Any]]) -> bytes:
    """A workbook whose first sheet holds these rows; further sheets by their names."""
    book = Workbook()
    first = book.worksheets[0]
    for row in rows:
        first.append(list(row))
    for name, sheet_rows in more.items():
        sheet = book.create_sheet(name)
        for row in sheet_rows:
            sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part of it put in or replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return written.getvalue()


def with_declared_size(book: bytes, name: str, size: int) -> bytes:
    """The workbook that says of one of its parts, in its directory and before the part, that it is of this size."""
    changed = bytearray(book)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        part = archive.getinfo(name)
        directory = archive.start_dir
    changed[part.header_offset + 22 : part.header_offset + 26] = size.to_bytes(4, "little")
    at = changed.index(name.encode(), directory) - 46
    changed[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(changed)
