"""A file of rows: its bytes as text, its separator, its header, and what is wrong with their shape."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from stepmark.importing.encodings import guess_encoding
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _

MOST_BYTES = 200 * 1024 * 1024
MOST_COLUMNS = 1_000
FIRST_ROW = 2
_SEPARATORS = ",;\t|"
_SAMPLE, _SAMPLE_SIZE = 20, 100_000
_CELL_LIMIT = 1_000_000


@dataclass(frozen=True)
class Table:
    """A header and its rows. A row's number counts as a spreadsheet does: the header is row 1."""

    columns: list[str]
    rows: list[list[str]]
    sha256: str
    encoding: str
    separator: str
    doubled: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> set[str]:
        """The columns whose name an earlier one has too."""
        return {name for name in self.columns if name.rpartition(" (")[0] in self.doubled}

    def numbered(self, start: int, count: int) -> Iterator[tuple[int, list[str]]]:
        """Some rows from an index on, each with its number."""
        return enumerate(self.rows[start : start + count], start=start + FIRST_ROW)


def read_table(data: bytes, encoding: str | None = None, separator: str | None = None) -> Table:
    """The table that a file holds; refuses with one clear text what can't be read as one."""
    if len(data) > MOST_BYTES:
        raise Problem("too-large", _("This file is larger than %(limit)s MB. Split it.", limit=MOST_BYTES // 1024**2))
    encoding = encoding or guess_encoding(data)
    if data.count(b"\0") * 10 > len(data) and not encoding.startswith("utf-16"):
        raise _unreadable(_("This is no text file. Save the table as CSV."))
    text = _decoded(data, encoding)
    separator = separator or _guess_separator(text)
    rows = list(_records(text, separator))
    if not rows:
        raise _unreadable(_("This file is empty. It needs a first row with the columns' names."))
    columns, doubled = _distinct([name.strip() for name in rows[0]])
    return Table(columns, rows[1:], hashlib.sha256(data).hexdigest(), encoding, separator, doubled)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = _("This file can't be read as %(encoding)s. Save it as UTF-8.", encoding=encoding[:40])
        raise _unreadable(text) from None


def _guess_separator(text: str) -> str:
    """The one that splits the first rows into the most columns, all alike if there is such a one."""

    def merit(separator: str) -> tuple[bool, int]:
        widths = list(_widths(text, separator))
        first = widths[0] if widths else 0
        return (first > 1 and all(width == first for width in widths), first)

    return max(_SEPARATORS, key=merit)


def _widths(text: str, separator: str) -> Iterator[int]:
    """How many cells each of the first rows has, up to one that can't be read."""
    try:
        for row, _at in zip(_records(text[:_SAMPLE_SIZE], separator), range(_SAMPLE), strict=False):
            yield len(row)
    except Problem:
        return


def _records(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        begun = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(_fault(error, begun)) from None
        if len(row) > MOST_COLUMNS:
            raise _unreadable(_("Line %(line)s has more than %(limit)s cells.", line=begun, limit=MOST_COLUMNS))
        if any(cell.strip() for cell in row):
            yield row


def _fault(error: csv.Error, line: int) -> Text:
    if "field limit" in str(error):
        return _("A cell in line %(line)s is too long. Is a quotation mark missing there?", line=line)
    return _("A quotation mark in line %(line)s is not closed, or stands inside a text without its pair.", line=line)


def _unreadable(text: Text) -> Problem:
    return Problem("invalid", text, field="file")


def _distinct(names: list[str]) -> tuple[list[str], list[str]]:
    """Names by which each column can be found, and those that stood there more than once."""
    seen: dict[str, int] = {}
    columns = []
    for name in (name or f"#{at}" for at, name in enumerate(names, start=1)):
        seen[name] = seen.get(name, 0) + 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return columns, [name for name, count in seen.items() if count > 1]
