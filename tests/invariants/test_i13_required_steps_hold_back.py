"""I13: leaving a stage forwards, or winning, with an open required step is refused; a manager may give a reason."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.records import update_record
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.domain.deals import Deal
from stepmark.domain.processes import Step
from stepmark.domain.ticks import StageVisit
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.queries.history import history_of
from tests.cast import Cast
from tests.invariants.conftest import SecondProcess
from tests.invariants.racing import change, cross


@pytest.fixture
def strict(cast: Cast) -> Cast:
    """The first step of each stage is required."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        for step in session.scalars(select(Step).where(Step.position == 1)):
            step.required = True
        session.commit()
    return cast


def test_a_deal_is_held_back_with_the_list_of_what_is_open(strict: Cast) -> None:
    deal = strict.deal(responsible_id=strict.boris.member_id)
    refused = refusal(strict, move_deal, deal, strict.stages[2], by=strict.boris)
    assert [step["name"] for step in refused.more["steps"]] == ["Discovery 1", "Proposal 1"]
    assert refused.more["may_override"] is False
    assert stage_of(strict, deal) == strict.stages[0]


@pytest.mark.parametrize("way", ["board", "form", "stage and status"])
def test_every_way_forward_is_held_back(strict: Cast, way: str) -> None:
    deal = strict.deal()
    if way == "board":
        refusal(strict, move_deal, deal, strict.stages[1])
    elif way == "form":
        refusal(strict, update_record, DEAL, deal, {"stage_id": strict.stages[1], "title": "Moved"})
    else:
        refusal(strict, update_record, DEAL, deal, {"stage_id": strict.stages[1], "status": "won"})
    with strict.database.reading(strict.anna.workspace_id) as session:
        kept = session.get_one(Deal, deal)
        assert (kept.stage_id, kept.status, kept.title) == (strict.stages[0], "open", "ACME — ERP integration")


def test_ticked_steps_let_the_deal_pass(strict: Cast) -> None:
    deal = strict.deal()
    strict.run(tick_step, deal, strict.steps[0])
    strict.run(move_deal, deal, strict.stages[1])
    assert stage_of(strict, deal) == strict.stages[1]


def test_winning_asks_for_the_stages_ahead_as_well(strict: Cast) -> None:
    deal = strict.deal()
    strict.run(tick_step, deal, strict.steps[0])
    refused = refusal(strict, close_deal, deal, "won")
    assert [step["name"] for step in refused.more["steps"]] == ["Proposal 1", "Contract 1"]
    for step in (strict.steps[3], strict.steps[6]):
        strict.run(tick_step, deal, step)
    strict.run(close_deal, deal, "won")


def test_losing_going_back_and_changing_the_process_ask_for_nothing(strict: Cast, renewals: SecondProcess) -> None:
    deal = strict.deal(stage_id=strict.stages[1])
    strict.run(move_deal, deal, strict.stages[0])
    strict.run(close_deal, deal, "lost", "Too dear")
    strict.run(close_deal, deal, "open")
    strict.run(move_deal, deal, renewals.stage_id)
    assert stage_of(strict, deal) == renewals.stage_id


def test_a_managers_reason_is_kept_with_what_it_passed_over(strict: Cast) -> None:
    deal = strict.deal(responsible_id=strict.boris.member_id)
    strict.run(move_deal, deal, strict.stages[1], override_reason="  The client is in a hurry ", by=strict.magda)
    with strict.database.reading(strict.anna.workspace_id) as session:
        left = session.scalars(select(StageVisit).where(StageVisit.left_at.is_not(None))).one()
        assert (left.override_reason, left.overridden_steps) == ("The client is in a hurry", [strict.steps[0]])
        told = history_of(session, "deal", deal)[0]
        expected = {"reason": "The client is in a hurry", "steps": ["Discovery 1"]}
        assert told.changes["override"] == [None, expected]


@pytest.mark.parametrize("reason", ["", "   ", "\t\n"], ids=ascii)
def test_a_blank_reason_is_none(strict: Cast, reason: str) -> None:
    refused = refusal(strict, move_deal, strict.deal(), strict.stages[1], override_reason=reason)
    assert refused.more["may_override"] is True


@pytest.mark.parametrize("reason", ["\x00", "\ud800", "x" * 1001], ids=ascii)
def test_a_reason_that_can_not_be_kept_is_refused_in_words(strict: Cast, reason: str) -> None:
    with pytest.raises(Problem, match="invalid") as refused:
        strict.run(move_deal, strict.deal(), strict.stages[1], override_reason=reason)
    assert refused.value.field == "override_reason"


def test_a_salespersons_reason_does_not_count(strict: Cast) -> None:
    deal = strict.deal(responsible_id=strict.boris.member_id)
    refusal(strict, move_deal, deal, strict.stages[1], override_reason="Please", by=strict.boris)


def test_a_deleted_step_holds_nobody_back(strict: Cast) -> None:
    deal = strict.deal()
    with strict.database.writing(strict.anna.workspace_id) as session:
        session.get_one(Step, strict.steps[0]).deleted_at = now()
        session.commit()
    strict.run(move_deal, deal, strict.stages[1])
    assert stage_of(strict, deal) == strict.stages[1]


def test_unticking_and_moving_on_can_not_cross(strict: Cast, swapped: bool) -> None:
    deal = strict.deal()
    strict.run(tick_step, deal, strict.steps[0])
    pair = (change(untick_step, deal, strict.steps[0]), change(move_deal, deal, strict.stages[1]))
    refused = cross(strict, *(reversed(pair) if swapped else pair))
    # Whoever came first was served: the untick and then a refusal, or the move and then the untick.
    assert (refused.type if refused else None) == (None if swapped else "steps-open")
    assert strict.ticked(deal) == set()


def refusal(cast: Cast, verb: Any, *args: Any, **kwargs: Any) -> Problem:
    with pytest.raises(Problem, match="steps-open") as refused:
        cast.run(verb, *args, **kwargs)
    return refused.value


def stage_of(cast: Cast, deal: int) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(Deal, deal).stage_id
