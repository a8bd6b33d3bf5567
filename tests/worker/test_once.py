"""One round of a worker does all that is due, and nothing twice."""

import pytest

from stepmark.automation import settle
from stepmark.edge import Edge
from stepmark.platform.clock import set_clock
from stepmark.worker import once
from stepmark.worker.once import Round, work_once
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
WATCHED = {"on": "modified", "fields": ["source"]}


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """In the morning of a day, before its periodic rules."""
    set_clock("2026-05-01T00:00:00Z")
    cast.field("tier", "text")
    return Rules(cast)


def test_a_round_sweeps_and_carries_on_what_is_due_then(cast: Cast, rules: Rules) -> None:
    due = {"field": "expected_close", "op": "days_after", "value": 0}
    periodic = rules.make(do=set_fields(source="Referral"), when=[due], mode="periodic")
    an_hour = {"do": "wait", "settings": {"duration": {"amount": 1, "unit": "hours"}}}
    follows = rules.make(WATCHED, [an_hour, set_fields(custom__tier="waited")])
    before, today = cast.deal(source="Website"), cast.deal(expected_close="2026-05-01")
    cast.change("deal", before, source="Referral")
    set_clock("2026-05-01T12:00:00Z")
    assert work_once(cast.edge, cast.database.settings) == Round(sweeps=1, runs=1, sent=0, rows=0)
    assert (rules.outcomes(periodic), rules.outcomes(follows)) == (["done"], ["done", "waiting"])
    assert [rules.value("deal", deal, "custom.tier") for deal in (before, today)] == ["waited", None]
    assert work_once(cast.edge, cast.database.settings) == Round(0, 0, 0, 0)


def test_a_run_that_somebody_else_is_at_does_not_keep_the_round_going(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = []

    def busy(_edge: Edge, _workspace_id: int, run_id: int) -> bool:
        met.append(run_id)
        return False

    monkeypatch.setattr(settle, "MOST_RUNS", 0)
    monkeypatch.setattr(once, "carry_on", busy)
    rules.make(WATCHED, set_fields(custom__tier="seen"))
    cast.change("deal", cast.deal(), source="Referral")
    work_once(cast.edge, cast.database.settings)
    assert met == [run.id for run in rules.runs()]
