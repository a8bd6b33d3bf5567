"""Moving deals: forwards, backwards where allowed, and past required steps where a stage trigger does it."""

from typing import Any

import pytest
from sqlalchemy import select, update

from stepmark.commands.deal_moves import close_deal
from stepmark.domain.processes import Step
from stepmark.domain.ticks import StageVisit
from stepmark.platform.errors import Invalid
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def move(stage_id: int, **more: Any) -> dict[str, Any]:
    return {"do": "move_to_stage", "settings": {"stage_id": stage_id, **more}}


def require(cast: Cast, step_id: int) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == step_id).values(required=True))
        session.commit()


@pytest.mark.row("B16")
def test_forwards_on_behalf_of_somebody(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, move(cast.stages[1], on_behalf=cast.boris.member_id))
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    assert rules.value("deal", deal, "stage_id") == cast.stages[1]
    moved = rules.history("deal", deal)[-1]
    assert (moved.name, moved.actor_name, moved.cause["kind"]) == ("deal.moved", "Boris Lem", "rule")


def test_backwards_only_where_it_is_allowed(cast: Cast, rules: Rules) -> None:
    for allowed in (False, True):
        rules.make(CHANGED, move(cast.stages[0], allow_back=allowed), name=f"{allowed}")
    deal = cast.deal(stage_id=cast.stages[2])
    cast.change("deal", deal, source="Website")
    kept, moved = rules.runs()
    assert kept.trace[0]["reason"]["message"] == "It has come further than this stage, and going back is not allowed."
    assert moved.trace[0]["outcome"] == "done"
    assert rules.value("deal", deal, "stage_id") == cast.stages[0]


def test_a_closed_deal_and_one_that_is_there_stay(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, move(cast.stages[1]))
    there, closed = cast.deal(stage_id=cast.stages[1]), cast.deal()
    cast.run(close_deal, closed, "lost")
    for deal in (there, closed):
        cast.change("deal", deal, source="Website")
    assert [run.trace[0]["reason"] for run in rules.runs()] == [
        {"message": "It is in this stage already.", "values": {}},
        {"message": "The deal is closed.", "values": {}},
    ]


def test_a_required_step_holds_a_rule_back_but_not_a_stage_trigger(cast: Cast, rules: Rules) -> None:
    require(cast, cast.steps[0])
    rules.make(CHANGED, move(cast.stages[1]))
    trigger = {"on": "modified", "fields": ["amount"]}
    rules.make(trigger, move(cast.stages[2]), name="Signed", stage_id=cast.stages[2], pulls=True)
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    assert rules.outcomes() == ["failed"]
    assert rules.value("deal", deal, "stage_id") == cast.stages[0]
    cast.change("deal", deal, amount="5")
    assert rules.value("deal", deal, "stage_id") == cast.stages[2]
    assert cast.ticked(deal) == set()
    override = rules.history("deal", deal)[-1].changes["override"][1]
    assert override == {"reason": "Stage trigger “Signed”", "steps": ["Discovery 1"], "skipped": True}
    skipped = cast.checklist(deal).step(cast.steps[0])
    assert skipped is not None
    assert skipped.passed_over == "Stage trigger “Signed”"
    with cast.database.reading(cast.anna.workspace_id) as session:
        left = session.scalars(select(StageVisit).where(StageVisit.left_at.is_not(None))).one()
        assert (left.override_reason, left.overridden_steps) == (skipped.passed_over, [cast.steps[0]])


@pytest.mark.row("B3")
def test_a_stage_trigger_does_nothing_but_bring_deals_to_its_stage(cast: Cast, rules: Rules) -> None:
    for actions in ([move(cast.stages[1])], [move(cast.stages[2]), move(cast.stages[2])], [{"do": "finish_deal"}]):
        with pytest.raises(Invalid) as refused:
            rules.make(CHANGED, actions, stage_id=cast.stages[2], pulls=True)
        assert list(refused.value.errors) == ["actions"]
