"""Any text through every field of a record by a file, as CSV and as a workbook: what comes in goes out as it was."""

import csv
import io
import re
from collections.abc import Iterable

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from stepmark.platform.spreadsheet import as_in_cell, as_in_workbook, guarded, unguarded
from tests.cast import Cast
from tests.hostile.asking import Page
from tests.hostile.records import AREAS, KINDS, LINES, SHORT, TITLES, add_fields, one_line, trimmed
from tests.hostile.strings import storable
from tests.support.import_pages import brought_in

NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# XML has no way to write these down.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    add_fields(cast)


@pytest.mark.parametrize("plural", TITLES)
def test_what_a_file_brings_in_a_file_takes_out(anna: TestClient, plural: str, *, long_form: bool) -> None:
    texts = [text for text in storable() if text.strip() and len(text) <= SHORT]
    place = list(TITLES).index(plural)
    # The short form brings each text in once, in every other kind by a workbook.
    texts = texts if long_form else texts[place::4]
    columns = [TITLES[plural], *sorted((LINES[plural] | AREAS[plural]) - {TITLES[plural]})]
    if long_form or place % 2:
        _there_and_back(anna, plural, columns, [text for text in texts if not NO_XML.search(text)], "xlsx")
    if long_form or not place % 2:
        _there_and_back(anna, plural, columns, texts, "csv")


def test_a_cell_of_a_megabyte_costs_that_cell(anna: TestClient) -> None:
    url = brought_in(anna, "company", f"name,address\nACME,{'x' * 1_000_000}\nBeta,Oslo\n")
    page = anna.get(url).text
    assert ("1000000 characters" in page, len(page) < 100_000) == (True, True)
    assert [row[:2] for row in _out_of(anna, "companies", ["name", "address"], "csv")] == [
        ["ACME", ""],
        ["Beta", "Oslo"],
    ]


def _there_and_back(anna: TestClient, plural: str, columns: list[str], texts: list[str], form: str) -> None:
    rows = [[f"{form} {number} {text}", *[guarded(text)] * (len(columns) - 1)] for number, text in enumerate(texts)]
    data = _workbook([columns, *rows]) if form == "xlsx" else _csv([columns, *rows])
    url = brought_in(anna, KINDS[plural], data, f"file.{form}")
    assert not Page(anna.get(url).text).unsafe
    for cell in (cell for row in csv.reader(io.StringIO(anna.get(f"{url}/report").text)) for cell in row):
        assert not _is_formula(cell), cell
    expected = {
        one_line(title): [trimmed(text) if column in AREAS[plural] else one_line(text) for column in columns[1:]]
        for (title, *_texts), text in zip(rows, texts, strict=True)
    }
    for out in ("csv", "xlsx"):
        found = {title: rest for title, *rest in _out_of(anna, plural, columns, out) if title.startswith(form)}
        printable = (
            expected if out == "csv" else {_printed(title): [*map(_printed, all)] for title, all in expected.items()}
        )
        assert found == printable


def _out_of(anna: TestClient, plural: str, columns: list[str], form: str) -> list[list[str]]:
    """The cells of an export as a spreadsheet shows them."""
    query = {"view": "0", "as": form, "columns": ",".join(columns), "sort": "created_at"}
    answer = anna.get(f"/{plural}/export", params=query)
    if form == "csv":
        _header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
        assert not [cell for row in rows for cell in row if _is_formula(cell)]
        return [[unguarded(cell) for cell in row] for row in rows]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [[*row] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for row in cells for cell in row if cell.value is not None} == {"s"}
    return [[as_in_cell(str(cell.value or "")) for cell in row] for row in cells]


def _printed(text: str) -> str:
    return NO_XML.sub("\N{REPLACEMENT CHARACTER}", text).replace("\r", "\n")


def _csv(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _workbook(rows: Iterable[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        cells = [WriteOnlyCell(sheet, as_in_workbook(text).replace("\r", "_x000D_")) for text in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _is_formula(cell: str) -> bool:
    return cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not NUMBER.fullmatch(cell)
