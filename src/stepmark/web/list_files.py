"""A list as a file: CSV as it streams, or an Excel workbook; no cell of it runs as a formula."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from stepmark.catalogue.fields import Field
from stepmark.conditions.paths import Path
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import text_of, time_zone
from stepmark.platform.money import Money
from stepmark.platform.spreadsheet import as_in_workbook, guarded
from stepmark.queries.labels import Labels, target_of

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
_CHUNK = 64 * 1024
_LONGEST_CELL = 32_767
# What XML can't hold; a workbook with one of these can't be opened.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Rows = Iterator[tuple[list[Any], Labels]]


def csv_of(columns: list[Path], rows: Rows) -> Iterator[bytes]:
    """Piece by piece; it begins with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow([guarded(path.name) for path in columns])
    for values, labels in rows:
        cells = (_text(value, path.field, labels) for value, path in zip(values, columns, strict=True))
        writer.writerow([guarded(cell) for cell in cells])
        if buffer.tell() > _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def xlsx_of(columns: list[Path], rows: Rows) -> IO[bytes]:
    """The workbook in a file of its own that goes with its last reader; numbers and days are such."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_as_text(sheet, path.name) for path in columns])
    for number, (values, labels) in enumerate(rows):
        if number < MOST_ROWS:
            sheet.append([_cell(sheet, value, path.field, labels) for value, path in zip(values, columns, strict=True)])
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file's bytes, which closes it."""
    with file:
        while piece := file.read(_CHUNK):
            yield piece


def _taken(buffer: io.StringIO) -> bytes:
    taken = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return taken


def _cell(sheet: Any, value: Any, field: Field, labels: Labels) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(time_zone())).replace(tzinfo=None) if value.year >= 1900 else value.isoformat()
    if isinstance(value, date):
        return value if value.year >= 1900 else value.isoformat()
    is_plain = isinstance(value, Decimal) and not isinstance(value, Money)
    return value if is_plain else _as_text(sheet, _text(value, field, labels))


def _as_text(sheet: Any, text: str) -> Any:
    printable = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, as_in_workbook(printable))
    cell.data_type = "s"  # else a text that begins with "=" is a formula
    return cell


def _text(value: Any, field: Field, labels: Labels) -> str:
    """A value as people and spreadsheets in any country read it."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, tuple):
        return "; ".join(_text(each, field, labels) for each in value)
    if target_of(field):
        label = labels.get(field, value)
        return label.name if label else ""
    return _plain(value, field)


def _plain(value: Any, field: Field) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if field.type is FieldType.CHOICE and field.choices:
        return str(text_of(dict(field.choices).get(value, value)))
    return str(value)
