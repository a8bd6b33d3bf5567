"""Excel workbooks as tables: their values as text, and what is no workbook, or too much of one, refused in words."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from stepmark.importing import table as tables
from stepmark.importing import workbook as workbooks
from stepmark.importing.table import read_table
from stepmark.platform.errors import Problem
from tests.support.workbooks import SHEET, with_declared_size, with_part, workbook

SMALL = workbook([["name", "city"], ["ACME", "Oslo"]])


def refusal(data: bytes, **said: str) -> Problem:
    with pytest.raises(Problem) as refused:
        read_table(data, **said)
    return refused.value


def test_values_come_as_their_fields_read_them() -> None:
    rows: list[list[Any]] = [
        ["text", "whole", "broken", "day", "moment", "yes", "nothing"],
        ["żółw", 48600100200, 0.1 + 0.2, date(2026, 3, 1), datetime.fromisoformat("2026-03-01T09:30"), True, None],
    ]
    assert read_table(workbook(rows)).rows == [
        ["żółw", "48600100200", "0.3", "2026-03-01", "2026-03-01 09:30:00", "yes"],
    ]


def test_formulas_give_what_they_showed_last() -> None:
    cells = b'<row r="1"><c r="A1" t="str"><v>sum</v></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    assert read_table(with_part(SMALL, SHEET, _sheet(cells))).rows == [["2"]]


def test_characters_that_stand_there_by_their_numbers_are_read() -> None:
    texts = ["two_x000D_\nlines", "a_x005F_x0041_b", "half_xD83D_", "none_x0000_", "_x00ZZ_"]
    rows = read_table(workbook([["name"], *([text] for text in texts)])).rows
    assert [cell for (cell,) in rows] == ["two\r\nlines", "a_x0041_b", *texts[2:]]


def test_the_first_sheet_is_read_unless_another_is_named() -> None:
    book = workbook([["name"], ["ACME"]], Others=[["title"], ["Sale"]])
    assert (read_table(book).columns, read_table(book).sheets) == (["name"], ["Sheet", "Others"])
    assert read_table(book, sheet="Others").columns == ["title"]
    assert "no sheet “Third”" in str(refusal(book, sheet="Third").detail)


def test_empty_rows_and_cells_at_the_end_are_passed_over() -> None:
    assert read_table(workbook([["name"], [], ["ACME", None, None], [None], ["Beta"]])).rows == [["ACME"], ["Beta"]]


def test_doubled_and_missing_names_of_columns_are_told_apart() -> None:
    table = read_table(workbook([["name", "name", None, "name (2)"], ["A", "B", "C", "D"]]))
    assert table.columns == ["name", "name (2)", "#3", "name (2) (2)"]
    assert table.doubled == ["name"]


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"name,city\nACME,Oslo\n", "table.xlsx", "This is no Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "table.xls", "This is an old Excel file"),
        (SMALL[: len(SMALL) // 2], "table.xlsx", "This workbook is damaged"),
        (with_part(SMALL, SHEET, b"<worksheet><sheetData><row"), "table.xlsx", "This is no Excel workbook"),
        (with_part(SMALL, SHEET, b"\xff\xfe no xml"), "table.xlsx", "This is no Excel workbook"),
        (with_part(SMALL, "xl/workbook.xml", b"<nothing/>"), "table.xlsx", "This"),
        (with_declared_size(SMALL, SHEET, 17), "table.xlsx", "This workbook is damaged"),
        (workbook([]), "table.xlsx", "This file is empty"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(data: bytes, name: str, told: str) -> None:
    refused = refusal(data, name=name)
    assert (refused.type, refused.field) == ("invalid", "file")
    assert str(refused.detail).startswith(told)


def test_an_archive_of_other_things_is_refused() -> None:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("photo.jpg", b"not a table")
    assert "no Excel workbook" in str(refusal(written.getvalue()).detail)


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "docProps/bomb.xml"])
def test_a_zip_bomb_is_refused_by_what_it_declares(part: str) -> None:
    bomb = with_part(SMALL, part, b"\0" * (120 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    assert refusal(bomb).type == "too-large"


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    liar = with_declared_size(with_part(SMALL, SHEET, b"\0" * (30 * 1024 * 1024)), SHEET, 1000)
    assert str(refusal(liar).detail).startswith("This workbook is damaged")


def test_what_comes_out_is_counted_whatever_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_require_declared", lambda _parts: None)
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1024 * 1024)
    assert refusal(with_part(SMALL, SHEET, b" " * (2 * 1024 * 1024))).type == "too-large"


@pytest.mark.parametrize("row", [1_048_577, 10**15])
def test_a_row_beyond_any_sheet_ends_the_reading(row: int) -> None:
    cells = b'<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row)
    assert "more rows than Excel knows" in str(refusal(with_part(SMALL, SHEET, _sheet(cells))).detail)


def test_a_cell_of_a_megabyte_is_told() -> None:
    cells = b'<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="2"><c r="A2" t="str"><v>%s</v></c></row>'
    refused = refusal(with_part(SMALL, SHEET, _sheet(cells % (b"x" * 1_000_001))))
    assert "A cell in line 2 is too long" in str(refused.detail)


def test_limits_of_rows_and_columns_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    refused = refusal(workbook([["n"], [1], [2], [3]]))
    assert (refused.type, str(refused.detail)) == ("too-large", "This file has more than 2 rows. Split it.")
    assert "more than 500 cells" in str(refusal(workbook([["n"] * 501])).detail)
    assert "more than 500 cells" in str(refusal(",".join(["n"] * 501).encode()).detail)


def test_entities_are_not_expanded() -> None:
    nested = b"".join(b'<!ENTITY e%d "%s">' % (at, b"&e%d;" % (at - 1) * 10) for at in range(1, 12))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">' + nested + b"]>"
    cells = b'<row r="1"><c r="A1" t="str"><v>&e11;</v></c></row>'
    assert refusal(with_part(SMALL, SHEET, bomb + _sheet(cells))).type in ("invalid", "too-large")


def _sheet(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
