"""Files of all sorts as tables, or one clear sentence about what is wrong with them."""

import pytest

from stepmark.importing.table import read_table
from stepmark.platform.errors import Problem

POLISH = "nazwa;miasto\nŻółw Sp. z o.o.;Łódź\nGęś;Świdnica\n"
RUSSIAN = "название;город\nООО Ромашка;Ярославль\nСчастье;Сочи\n"
GERMAN = "Name;Ort\nMüller & Söhne;München\nGroße Bäckerei;Köln\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (POLISH, "utf-8"),
        (POLISH, "utf-8-sig"),
        (POLISH, "cp1250"),
        (POLISH, "utf-16"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-8"),
        (GERMAN, "cp1252"),
    ],
)
def test_the_encoding_is_guessed(text: str, encoding: str) -> None:
    table = read_table(text.encode(encoding))
    assert [table.columns, *table.rows] == [line.split(";") for line in text.splitlines()]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_guessed_though_others_stand_in_quoted_cells(separator: str) -> None:
    table = read_table(f'name{separator}note\nACME{separator}"a, b; c | d\te"\n'.encode())
    assert table.rows == [["ACME", "a, b; c | d\te"]]


def test_cells_may_hold_quotes_and_line_breaks() -> None:
    assert read_table(b'name,note\r\n"ACME ""East""","two\r\nlines"\r\n').rows == [['ACME "East"', "two\r\nlines"]]


def test_empty_lines_are_passed_over() -> None:
    assert read_table(b"name,city\n\n ,\nACME,Oslo\n,,\n").rows == [["ACME", "Oslo"]]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This file is empty"),
        (b"\n \n", "This file is empty"),
        (b'name,note\nACME,"never closed\nx,y\n', "A quotation mark in line 2"),
        (b'name,note\nx,y\nACME,"a"b\n', "A quotation mark in line 3"),
        (bytes(range(256)) * 8 + b"\0" * 4096, "This is no text file"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, told: str) -> None:
    with pytest.raises(Problem) as refused:
        read_table(data)
    assert (refused.value.type, refused.value.field) == ("invalid", "file")
    assert str(refused.value.detail).startswith(told)


def test_a_named_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(Problem, match="can't be read as utf-8"):
        read_table(POLISH.encode("cp1250"), encoding="utf-8")


def test_columns_with_the_same_name_are_told_apart() -> None:
    table = read_table(b"name,name,city,\nA,B,Oslo,x\n")
    assert table.columns == ["name", "name (2)", "city", "#4"]
    assert (table.doubled, table.seconds) == (["name"], {"name (2)"})
