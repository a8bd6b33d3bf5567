"""A day's periodic rules from the command line."""

import pytest

from tests.cast import Cast
from tests.support.commands import stepmark
from tests.support.rules import Rules, set_fields


@pytest.mark.sqlite_alone
def test_a_day_is_done_once_and_by_its_own_date(cast: Cast) -> None:
    cast.field("dunned", "yes_no")
    rules = Rules(cast)
    after = {"field": "expected_close", "op": "days_after", "value": 14}
    rule = rules.make(do=set_fields(custom__dunned=True), when=[after], mode="periodic")
    deals = [cast.deal(expected_close=f"2026-05-{day}") for day in ("15", "16")]
    arguments = "sweep", "--workspace", "Baltic Sales", "--date", "2026-05-30"
    first, second = (stepmark(cast.database.settings, *arguments) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "2026-05-30: 1 periodic rules, 1 records.\n")
    assert second.stderr == "2026-05-30: 1 periodic rules, 0 records.\n"
    assert [run.record_id for run in rules.runs(rule)] == [deals[1]]


@pytest.mark.sqlite_alone
def test_a_workspace_that_is_not_there_is_refused_in_one_line(cast: Cast) -> None:
    ended = stepmark(cast.database.settings, "sweep", "--workspace", "Nobody")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "Baltic Sales" in ended.stderr
