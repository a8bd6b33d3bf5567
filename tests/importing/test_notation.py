"""Dates and numbers are read as their whole column writes them, and asked for where it leaves that open."""

import pytest

from stepmark.importing.notation import date_order, decimal_sign, iso_date, only_day, plain_number
from stepmark.platform.errors import Problem


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["2026-11-22", ""], "iso"),
        (["22/11/2026", "01/02/2026"], "dmy"),
        (["11/22/2026", "1/2/2026"], "mdy"),
        (["1.2.2026", "3.4.2026"], "dmy"),
        ([], "iso"),
    ],
)
def test_one_telling_date_settles_the_column(cells: list[str], order: str) -> None:
    assert date_order("day", cells, None) == order


@pytest.mark.parametrize("cells", [["1/2/2026", "3/4/2026"], ["13/2/2026", "2/13/2026"]])
def test_a_column_that_fits_both_orders_or_neither_is_asked_for(cells: list[str]) -> None:
    with pytest.raises(Problem) as refused:
        date_order("close_date", cells, None)
    assert refused.value.field == "dates"
    assert "close_date" in str(refused.value.detail)
    assert "day/month/year" in str(refused.value.detail)
    assert date_order("close_date", cells, "mdy") == "mdy"


@pytest.mark.parametrize(
    ("cell", "order", "written"),
    [
        ("1/2/2026", "mdy", "2026-01-02"),
        ("1/2/2026", "dmy", "2026-02-01"),
        ("22.11.2026 9:05", "dmy", "2026-11-22 09:05"),
        ("2026/3/4", "iso", "2026-03-04"),
        ("2026-03-04", "dmy", "2026-03-04"),
        ("soon", "dmy", "soon"),
    ],
)
def test_dates_are_written_in_iso_8601(cell: str, order: str, written: str) -> None:
    assert iso_date(cell, order) == written


def test_a_date_that_is_none_in_the_said_order_is_not_read_in_the_other_one() -> None:
    assert iso_date("13.12.2026", "mdy") == "?"


def test_spreadsheets_write_days_as_moments_at_midnight() -> None:
    assert only_day("2026-11-22 00:00:00") == "2026-11-22"
    assert only_day("2026-11-22 10:30") == "2026-11-22 10:30"


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["12.50", "7"], "point"),
        (["12,50", "1,234"], "comma"),
        (["1,234.50", "1,234"], "point"),
        (["1,234,567"], "point"),
    ],
)
def test_one_telling_number_settles_the_column(cells: list[str], sign: str) -> None:
    assert decimal_sign("amount", cells, None) == sign


def test_a_lone_comma_before_three_digits_is_asked_for() -> None:
    with pytest.raises(Problem) as refused:
        decimal_sign("amount", ["1,234", "12"], None)
    assert refused.value.field == "decimals"


@pytest.mark.parametrize(
    ("cell", "sign", "number"),
    [
        ("1.234,5", "comma", "1234.5"),
        ("1.234", "comma", "1234"),
        ("0.5", "comma", "0.5"),
        ("1,234.5", "point", "1234.5"),
    ],
)
def test_numbers_lose_their_grouping(cell: str, sign: str, number: str) -> None:
    assert plain_number(cell, sign) == number
