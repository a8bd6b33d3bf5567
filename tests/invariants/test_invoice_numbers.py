"""Invoices are numbered without gaps or doubles, however many are issued at the same moment, and refused meanwhile."""

import pytest

from stepmark.commands.invoices import issue_invoice
from stepmark.platform import clock
from tests.cast import Cast
from tests.invariants.racing import all_at_once, change, cross
from tests.support.papers import INVOICE, invoice, numbers, paper

CROWD = 16


def test_sixteen_who_issue_at_once_get_sixteen_numbers_in_a_row(cast: Cast, long_form: bool) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    for turn in range(20 if long_form else 2):
        drafts = [invoice(cast) for _each in range(CROWD)]
        faulty = [paper(cast, INVOICE, amount="") for _each in range(2)]
        refusals = all_at_once(cast, [change(issue_invoice, each) for each in (*drafts, *faulty)])
        assert [refused and refused.type for refused in refusals] == [None] * CROWD + ["invalid"] * 2
        assert _given(cast) == {f"FV {at}/11/2026" for at in range(1, (turn + 1) * CROWD + 1)}


@pytest.mark.parametrize("year", ["2026", "2027"])
def test_the_first_two_of_a_year_do_not_both_begin_it(cast: Cast, year: str) -> None:
    first, second = (invoice(cast, issued_on=f"{year}-12-31", due_on=f"{year}-12-31") for _each in range(2))
    assert cross(cast, change(issue_invoice, first), change(issue_invoice, second)) is None
    assert _given(cast) == {f"FV 1/12/{year}", f"FV 2/12/{year}"}


def _given(cast: Cast) -> set[str]:
    found = [each for each in numbers(cast) if each is not None]
    assert len(found) == len(set(found)), "a number was given twice"
    return set(found)
