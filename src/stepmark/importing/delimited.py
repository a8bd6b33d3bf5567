"""Rows of a text file: its bytes as text, its separator, and what is wrong with its quotes."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from stepmark.importing.encodings import guess_encoding
from stepmark.importing.limits import LONGEST_CELL, MOST_COLUMNS, unreadable
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _

SEPARATORS = ",;\t|"
_SAMPLE, _SAMPLE_SIZE = 20, 100_000


def delimited(data: bytes, encoding: str | None, separator: str | None) -> tuple[str, str, Iterator[list[str]]]:
    """The encoding and the separator, as said or as guessed, and the rows that are not empty."""
    encoding = encoding or guess_encoding(data)
    if data.count(b"\0") * 10 > len(data) and not encoding.startswith("utf-16"):
        raise unreadable(_("This is no text file. Save the table as CSV or XLSX."))
    text = _decoded(data, encoding)
    separator = separator or _guess_separator(text)
    return encoding, separator, _not_too_wide(_records(text, separator))


def _not_too_wide(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[str]]:
    for line, row in rows:
        if len(row) > MOST_COLUMNS:
            raise unreadable(_("Line %(line)s has more than %(limit)s cells.", line=line, limit=MOST_COLUMNS))
        yield row


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        text = _("This file can't be read as %(encoding)s. Save it as UTF-8.", encoding=encoding[:40])
        raise unreadable(text) from None


def _guess_separator(text: str) -> str:
    """The one that splits the first rows into the most columns, all alike if there is such a one."""

    def merit(separator: str) -> tuple[bool, int]:
        widths = list(_widths(text, separator))
        first = widths[0] if widths else 0
        return (first > 1 and all(width == first for width in widths), first)

    return max(SEPARATORS, key=merit)


def _widths(text: str, separator: str) -> Iterator[int]:
    """How many cells each of the first rows has, up to one that can't be read."""
    try:
        for _line, row in islice(_records(text[:_SAMPLE_SIZE], separator), _SAMPLE):
            yield len(row)
    except Problem:
        return


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line that it begins in."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        begun = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise unreadable(_fault(error, begun)) from None
        if any(cell.strip() for cell in row):
            yield begun, row


def _fault(error: csv.Error, line: int) -> Text:
    if "field limit" in str(error):
        return _("A cell in line %(line)s is too long. Is a quotation mark missing there?", line=line)
    return _("A quotation mark in line %(line)s is not closed, or stands inside a text without its pair.", line=line)
