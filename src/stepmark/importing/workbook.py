"""Rows of an Excel workbook: unpacked only as far as the limits allow, its values written out as text."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from stepmark.importing.limits import LONGEST_CELL, MEGABYTE, MOST_COLUMNS, MOST_UNPACKED, unreadable
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.spreadsheet import as_in_cell

_MOST_PARTS = 5_000
# Sheets are read as a stream; everything else, such as the table of texts, has to lie in memory.
_LARGEST_PART = 50 * MEGABYTE
_MOST_TIMES_LARGER = 1_000
_LARGE = 10 * MEGABYTE
_LAST_ROW = 1_048_576
_AT_ONCE = 256 * 1024
_NO_WORKBOOK = _("This is no Excel workbook (.xlsx), whatever its name says. Save it as XLSX or CSV.")


class Exact(str):
    """A number as the workbook holds it: with a decimal point, whatever the texts of its column are written with."""

    __slots__ = ()


def worksheet(data: bytes, name: str | None) -> tuple[list[str], str, Iterator[list[str]]]:
    """The names of all sheets, the one that is read (the first unless said), and its rows that are not empty."""
    _require_bounded(data)
    book = _opened(data)
    names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise unreadable(_("This workbook has no sheet with cells."))
    chosen = names[0] if name is None else name
    if chosen not in names:
        text = _("The workbook has no sheet “%(name)s”, but: %(names)s", name=chosen[:100], names=", ".join(names))
        raise Problem("invalid", text, field="sheet")
    return names, chosen, _rows(book, chosen)


def _require_bounded(data: bytes) -> None:
    """Refuse what unpacks to more than the limits, by what the archive says and by what then comes out of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if not any(part.filename == "[Content_Types].xml" for part in parts):
                raise unreadable(_NO_WORKBOOK)
            if any(part.flag_bits & 1 for part in parts):
                raise unreadable(_("This workbook has a password. Save it without one."))
            _require_declared(parts)
            _require_real(archive, parts)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, zlib.error):
        raise unreadable(_("This workbook is damaged. Open it in Excel and save it again.")) from None


def _require_declared(parts: Sequence[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > _LARGE and part.file_size > _MOST_TIMES_LARGER * max(part.compress_size, 1) for part in parts
    )
    if len(parts) > _MOST_PARTS or total > MOST_UNPACKED or swollen or any(map(_is_too_large, parts)):
        raise _too_large()


def _is_too_large(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _LARGEST_PART and not part.filename.startswith("xl/worksheets/")


def _require_real(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = 0
    for part in parts:
        with archive.open(part) as content:
            while chunk := content.read(_AT_ONCE):
                unpacked += len(chunk)
                if unpacked > MOST_UNPACKED:
                    raise _too_large()


def _too_large() -> Problem:
    limit = MOST_UNPACKED // MEGABYTE
    text = _("This workbook unpacks to more than %(limit)s MB. Split it, or save the sheet as CSV.", limit=limit)
    return Problem("too-large", text, field="file")


def _opened(data: bytes) -> Workbook:
    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception:  # a broken part may fail anywhere in the reader, and with anything
        raise unreadable(_NO_WORKBOOK) from None


def _rows(book: Workbook, name: str) -> Iterator[list[str]]:
    sheet = book[name]
    # What a sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    for number in range(1, _LAST_ROW + 1):
        try:
            values = next(rows, None)
        except Exception:  # as above
            raise unreadable(
                _("Row %(row)s of the sheet can't be read. Open it in Excel and save it again.", row=number)
            ) from None
        if values is None:
            return
        if not values:
            continue
        row = [_text(value) for value in _trimmed(values)]
        _require_row(row, number)
        if any(cell.strip() for cell in row):
            yield row
    raise unreadable(_("This sheet has more rows than Excel knows. Save it again, or as CSV."))


def _trimmed(values: Sequence[Any]) -> Sequence[Any]:
    """Without the empty cells at the end, which only bear a format."""
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return values[:end]


def _require_row(row: Sequence[str], number: int) -> None:
    fault: Text = ""
    if len(row) > MOST_COLUMNS:
        fault = _("Line %(line)s has more than %(limit)s cells.", line=number, limit=MOST_COLUMNS)
    elif any(len(cell) > LONGEST_CELL for cell in row):
        fault = _(
            "A cell in line %(line)s is too long. At most %(limit)s characters are read.",
            line=number,
            limit=LONGEST_CELL,
        )
    if fault:
        raise unreadable(fault)


def _text(value: Any) -> str:
    """A cell as its field's type reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return Exact(value)
    if isinstance(value, float):
        # Excel itself shows and keeps fifteen digits.
        return Exact(format(Decimal(format(value, ".15g")), "f"))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else as_in_cell(str(value))
