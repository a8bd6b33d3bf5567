"""Runs are kept for some days, and of what did not run the newest hundred for each rule."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from stepmark.automation import settle
from stepmark.automation.forgetting import KEPT_MISSES
from stepmark.domain.runs import Run, Unmet
from stepmark.platform import clock
from stepmark.worker.housekeeping import keep_house
from tests.cast import Cast
from tests.support.rules import Rules, set_fields


def test_runs_that_ended_long_ago_go_and_those_that_wait_stay(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = cast.database.settings
    rules.make("created", set_fields(source="Referral"), kind="deal")
    cast.deal()
    with monkeypatch.context() as bounds:
        bounds.setattr(settle, "MOST_RUNS", 0)
        cast.deal()
    clock.set_clock((clock.now() + timedelta(days=settings.run_days - 1)).isoformat())
    keep_house(cast.edge, settings)
    assert rules.outcomes() == ["done", "waiting"]
    clock.set_clock((clock.now() + timedelta(days=2)).isoformat())
    keep_house(cast.edge, settings)
    assert rules.outcomes() == ["waiting"]


def test_of_what_did_not_run_the_newest_hundred_stay_for_each_rule(cast: Cast) -> None:
    for number in range(KEPT_MISSES + 20):
        # The second rule was woken by the five oldest alone, which therefore stay.
        rules = [[["all/0"], [1, 2] if number < 5 else [1]]]
        cast.put(Unmet(kind="deal", record_id=1, change_id=number, saw={}, rules=rules))
    keep_house(cast.edge, cast.database.settings)
    with cast.database.reading(None) as session:
        assert session.scalar(select(func.count(Unmet.id))) == KEPT_MISSES + 5
        assert session.scalar(select(func.count(Run.id))) == 0
