"""What depends on a step or a stage, before it is deleted or made stricter."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.deal_moves import close_deal
from stepmark.commands.records import delete_record
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.commands.ticks import tick_step
from stepmark.domain.processes import Stage, Step
from stepmark.queries.process_usage import StageUsage, StepUsage, cautions, stage_usage, step_usage
from tests.cast import Cast

CALL_BACK = {"title": "Call back", "type": "call", "due_in_days": None}


def test_a_step_counts_the_open_deals_that_it_would_hold(cast: Cast) -> None:
    here, ticked, beyond, lost, binned = (cast.deal() for _each in range(5))
    cast.run(tick_step, ticked, cast.steps[3])
    cast.change("deal", beyond, stage_id=cast.stages[2])
    cast.run(close_deal, lost, "lost")
    cast.run(delete_record, DEAL, binned)
    usage = _step_usage(cast, cast.steps[3])
    assert (usage.ticked, usage.held) == (1, 1)
    assert _step_usage(cast, cast.steps[6]).held == 3
    assert here


def test_a_step_counts_the_open_tasks_under_it(cast: Cast) -> None:
    deal = cast.deal()
    done, _open = (cast.run(add_task_to_step, deal, cast.steps[0], {"title": f"Task {n}"}) for n in (1, 2))
    cast.run(finish_task, done)
    assert _step_usage(cast, cast.steps[0]).tasks == 1


def test_a_stage_counts_closed_deals_too_as_they_move_with_the_others(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    cast.deal()
    cast.run(close_deal, cast.deal(), "lost")
    cast.run(delete_record, DEAL, cast.deal())
    usage = _stage_usage(cast, cast.stages[0])
    assert (usage.deals, usage.steps, [row.name for row in usage.bound]) == (2, 3, ["Source ↔ Discovery 1"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"required": True}, ["1 open deal has not ticked"]),
        ({"needs_note": True}, ["needs a note", "1 open task hangs"]),
        ({"task_template": CALL_BACK}, ["makes a task", "1 open task hangs"]),
        ({"required": True, "needs_note": True}, ["1 open deal has not ticked", "needs a note", "1 open task hangs"]),
        ({"required": False, "needs_note": False, "task_template": None, "name": "Call"}, []),
    ],
)
def test_a_stricter_step_says_what_it_does(cast: Cast, values: dict[str, Any], words: list[str]) -> None:
    deal = cast.deal()
    cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Thank them"})
    cast.bind("source", cast.steps[0])
    warnings = _warnings(cast, cast.steps[0], values)
    assert [any(word in warning for warning in warnings) for word in words] == [True] * len(words)
    assert len(warnings) == len(words)


def test_a_step_that_nothing_depends_on_changes_without_a_word(cast: Cast) -> None:
    cast.bind("source", cast.steps[0], active=False)
    assert _warnings(cast, cast.steps[0], {"required": True, "needs_note": True}) == []


def test_a_step_that_is_strict_already_has_nothing_to_say(cast: Cast) -> None:
    strict = cast.put(
        Step(process_id=cast.process_id, stage_id=cast.stages[0], name="Strict", required=True, needs_note=True)
    )
    cast.deal()
    assert _warnings(cast, strict, {"required": True, "needs_note": True, "task_template": CALL_BACK}) == []


def _step_usage(cast: Cast, step_id: int) -> StepUsage:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return step_usage(session, session.get_one(Step, step_id))


def _stage_usage(cast: Cast, stage_id: int) -> StageUsage:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return stage_usage(session, session.get_one(Stage, stage_id))


def _warnings(cast: Cast, step_id: int, values: dict[str, Any]) -> list[str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        step = session.get_one(Step, step_id)
        return [str(caution.text) for caution in cautions(step_usage(session, step), step, values)]
