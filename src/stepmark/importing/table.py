"""A file of rows, CSV or XLSX: its header, its rows, and what is wrong with their shape."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from stepmark.importing.delimited import delimited
from stepmark.importing.limits import LONGEST_NAME, MEGABYTE, MOST_BYTES, MOST_ROWS, unreadable
from stepmark.importing.workbook import worksheet
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

FIRST_ROW = 2
_SAMPLES, _LOOKED_AT, _SAMPLE = 3, 200, 80
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """A header and its rows. A row's number counts as a spreadsheet does: the header is row 1.

    A text file has an encoding and a separator, a workbook sheets.
    """

    columns: list[str]
    rows: list[list[str]]
    sha256: str
    encoding: str = ""
    separator: str = ""
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    doubled: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> set[str]:
        """The columns whose name an earlier one has too."""
        return {name for name in self.columns if name.rpartition(" (")[0] in self.doubled}

    def numbered(self, start: int, count: int) -> Iterator[tuple[int, list[str]]]:
        """Some rows from an index on, each with its number."""
        return enumerate(self.rows[start : start + count], start=start + FIRST_ROW)

    def samples(self, at: int) -> list[str]:
        """The first cells of a column that are filled and differ, cut to a few words."""
        filled = (row[at].strip() for row in self.rows[:_LOOKED_AT] if at < len(row))
        return [*dict.fromkeys(cell[:_SAMPLE] for cell in filled if cell)][:_SAMPLES]


def read_table(
    data: bytes, encoding: str | None = None, separator: str | None = None, sheet: str | None = None, name: str = ""
) -> Table:
    """The table that a file holds; refuses with one clear text what can't be read as one."""
    if len(data) > MOST_BYTES:
        raise too_large()
    sha256 = hashlib.sha256(data).hexdigest()
    if data.startswith(_OLD_OFFICE):
        raise unreadable(_("This is an old Excel file (.xls), or one with a password. Save it as XLSX or CSV."))
    if data.startswith(_ZIP):
        sheets, chosen, rows = worksheet(data, sheet)
        columns, doubled, body = _split(rows)
        return Table(columns, body, sha256, sheets=sheets, sheet=chosen, doubled=doubled)
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise unreadable(_("This is no Excel workbook (.xlsx), whatever its name says. Save it as XLSX or CSV."))
    encoding, separator, rows = delimited(data, encoding, separator)
    columns, doubled, body = _split(rows)
    return Table(columns, body, sha256, encoding, separator, doubled=doubled)


def too_large() -> Problem:
    """The refusal of a file that is beyond every limit."""
    text = _("This file is larger than %(limit)s MB. Split it.", limit=MOST_BYTES // MEGABYTE)
    return Problem("too-large", text, field="file")


def _split(rows: Iterator[list[str]]) -> tuple[list[str], list[str], list[list[str]]]:
    """The header's names, those of them that stood there twice, and the rows below."""
    header = next(rows, None)
    if header is None:
        raise unreadable(_("This file is empty. It needs a first row with the columns' names."))
    columns, doubled = _distinct([name.strip() for name in header])
    return columns, doubled, list(_counted(rows))


def _counted(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            text = _("This file has more than %(limit)s rows. Split it.", limit=f"{MOST_ROWS:,}")
            raise Problem("too-large", text, field="file")
        yield row


def _distinct(names: list[str]) -> tuple[list[str], list[str]]:
    """Names by which each column can be found, and those that stood there more than once."""
    named = [_storable(name) or f"#{at}" for at, name in enumerate(names, start=1)]
    columns: dict[str, None] = {}
    for name in named:
        columns[next(each for each in _numbered(name) if each not in columns)] = None
    return [*columns], [name for name, count in Counter(named).items() if count > 1]


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} ({number})" for number in count(2))


def _storable(name: str) -> str:
    """The name as a mapping can keep it."""
    return name.replace("\0", "�")[:LONGEST_NAME]
