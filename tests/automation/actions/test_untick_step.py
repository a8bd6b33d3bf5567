"""Reopening steps."""

import pytest

from stepmark.commands.ticks import tick_step
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


def test_a_ticked_step_is_reopened_once(cast: Cast, rules: Rules) -> None:
    reopen = {"do": "untick_step", "settings": {"step_id": cast.steps[0]}}
    rules.make({"on": "modified", "fields": ["amount"]}, [reopen, reopen])
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    cast.change("deal", deal, amount="5")
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["done", "skipped"]
    assert cast.ticked(deal) == set()
