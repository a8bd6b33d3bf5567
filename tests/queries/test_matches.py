"""The match list finds what a filter by hand finds, on any day."""

from datetime import date

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.conditions.tree import read_tree
from stepmark.platform.clock import set_clock
from stepmark.platform.errors import Invalid
from stepmark.queries.matches import matches
from tests.cast import Cast


def test_check_objects_counts_and_lists_what_meets_the_conditions(cast: Cast) -> None:
    set_clock("2026-05-30T10:00:00Z")
    deals = [cast.deal(expected_close=f"2026-05-{day}") for day in ("15", "16", "17")]
    tree = read_tree({"all": [{"field": "expected_close", "op": "days_after", "value": 14}]})
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = matches(session, cast.anna, DEAL, tree)
        tomorrow = matches(session, cast.anna, DEAL, tree, date(2026, 5, 31))
    assert (found.count, [record.id for record in found.records]) == (1, [deals[1]])
    assert [record.id for record in tomorrow.records] == [deals[2]]


def test_pages_follow_each_other(cast: Cast) -> None:
    deals = [cast.deal() for _ in range(3)]
    with cast.database.reading(cast.anna.workspace_id) as session:
        first = matches(session, cast.anna, DEAL, read_tree({"all": []}), limit=2)
        second = matches(session, cast.anna, DEAL, read_tree({"all": []}), after=deals[1], limit=2)
    assert (first.more, second.more) == (True, False)
    assert [record.id for record in (*first.records, *second.records)] == deals


def test_what_asks_about_a_change_is_refused(cast: Cast) -> None:
    tree = read_tree({"field": "amount", "op": "changed"})
    with cast.database.reading(cast.anna.workspace_id) as session, pytest.raises(Invalid):
        matches(session, cast.anna, DEAL, tree)
