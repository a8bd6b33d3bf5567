"""Winning and losing by a rule."""

import pytest
from sqlalchemy import update

from stepmark.domain.processes import Step
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


@pytest.mark.row("S50")
def test_it_ends_with_its_reason_once(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, {"do": "finish_deal", "settings": {"result": "lost", "reason": "Came by {{ deal.source }}"}})
    deal = cast.deal()
    for source in ("Website", "Referral"):
        cast.change("deal", deal, source=source)
    found = [rules.value("deal", deal, key) for key in ("status", "close_reason")]
    assert found == ["lost", "Came by Website"]
    assert [run.trace[0]["outcome"] for run in rules.runs()] == ["done", "skipped"]


def test_winning_asks_for_required_steps(cast: Cast, rules: Rules) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == cast.steps[0]).values(required=True))
        session.commit()
    rules.make(CHANGED, {"do": "finish_deal"})
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    assert rules.outcomes() == ["failed"]
    assert rules.value("deal", deal, "status") == "open"
