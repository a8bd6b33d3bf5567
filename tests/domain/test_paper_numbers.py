"""How numbers of papers are written."""

from datetime import date

import pytest

from stepmark.domain.paper_numbers import FORMATS, format_fault, written_number


def test_number_month_and_year_stand_where_the_workspace_wants_them() -> None:
    assert written_number("FV {number}/{month}/{year}", 7, date(2026, 3, 1)) == "FV 7/03/2026"
    assert written_number("{year}-{number}", 12, date(987, 3, 1)) == "0987-12"


def test_the_usual_ways_are_all_right() -> None:
    assert [format_fault(template) for template in FORMATS.values()] == [None, None, None]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("FV {number}", "{year}"),
        ("{year}/{month}", "{number}"),
        ("{number}/{year}/{day}", "braces"),
        ("{number}/{year}/{}", "braces"),
        ("{{number}}/{year}", "braces"),
        ("{number}/{year}}", "braces"),
        ("{number}/{year}" + "-" * 30, "40"),
    ],
)
def test_what_would_give_the_same_number_twice_or_none_is_refused(template: str, reason: str) -> None:
    assert reason in str(format_fault(template))
