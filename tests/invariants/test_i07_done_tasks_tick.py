"""I7: all linked tasks done ⇒ the step is ticked, unless something is missing; then it waits and says for what."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL, TASK
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.records import delete_record, restore_record, update_record
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.commands.ticks import untick_step
from stepmark.domain.notes import Notice
from stepmark.domain.processes import Step
from stepmark.queries.checklist import StepState
from tests.cast import Cast
from tests.invariants.conftest import SecondProcess
from tests.invariants.racing import all_at_once, change, cross


@pytest.mark.row("L29")
def test_the_last_finished_task_ticks_the_step(cast: Cast) -> None:
    deal, tasks = with_tasks(cast, 3)
    for task in tasks[:2]:
        cast.run(finish_task, task)
    assert step(cast, deal).waits_for == ["tasks"]
    cast.run(update_record, TASK, tasks[2], {"done": True})
    tick = step(cast, deal).tick
    assert tick is not None
    assert tick.cause == "tasks"


@pytest.mark.parametrize("count", [2, 3])
def test_people_finishing_the_last_tasks_at_once_leave_no_step_open(cast: Cast, count: int) -> None:
    deal, tasks = with_tasks(cast, count)
    assert all_at_once(cast, [change(finish_task, task) for task in tasks]) == [None] * count
    assert cast.ticked(deal) == {cast.steps[0]}


def test_two_people_finishing_the_last_two_tasks_see_each_other(cast: Cast) -> None:
    deal, (one, other) = with_tasks(cast, 2)
    assert cross(cast, change(finish_task, one), change(finish_task, other)) is None
    assert cast.ticked(deal) == {cast.steps[0]}


def test_deleting_the_last_open_task_counts_as_finishing_when_another_is_done(cast: Cast) -> None:
    deal, (done, open_one) = with_tasks(cast, 2)
    cast.run(finish_task, done)
    cast.run(delete_record, TASK, open_one)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_deleting_the_only_task_ticks_nothing(cast: Cast) -> None:
    deal, (task,) = with_tasks(cast, 1)
    cast.run(delete_record, TASK, task)
    assert cast.ticked(deal) == set()


def test_finishing_one_and_deleting_the_other_can_not_cross(cast: Cast, swapped: bool) -> None:
    deal, (one, other) = with_tasks(cast, 2)
    pair = (change(finish_task, one), change(delete_record, TASK, other))
    assert cross(cast, *(reversed(pair) if swapped else pair)) is None
    assert cast.ticked(deal) == {cast.steps[0]}


@pytest.mark.parametrize(
    ("values", "waits"),
    [({"needs_note": True}, ["note"]), ({"task_template": {"title": "Call back"}}, ["person"])],
    ids=["a note", "a person"],
)
@pytest.mark.row("L31", "A2")
def test_a_step_that_needs_more_waits_and_the_responsible_person_is_told(
    cast: Cast, values: dict[str, Any], waits: list[str]
) -> None:
    cast.put(Step(process_id=cast.process_id, stage_id=cast.stages[0], name="More", position=9, **values))
    deal = cast.deal(by=cast.boris)
    more = cast.checklist(deal).stages[0].steps[-1]
    cast.run(finish_task, cast.run(add_task_to_step, deal, more.step.id, {"title": "Ask"}, by=cast.boris))
    more = cast.checklist(deal).stages[0].steps[-1]
    assert (more.is_ticked, more.waits_for) == (False, waits)
    assert [(notice.kind, notice.record_id, notice.details["step"]) for notice in told(cast, cast.boris)] == [
        ("deal", deal, "More")
    ]


def test_a_step_with_an_empty_bound_field_says_which(cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    deal, (task,) = with_tasks(cast, 1)
    cast.run(finish_task, task)
    assert step(cast, deal).waits_for == ["field:budget"]
    assert [notice.details["field"] for notice in told(cast, cast.anna)] == ["Budget"]


def test_the_same_is_not_told_twice_while_it_is_unread(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    _deal, (task,) = with_tasks(cast, 1)
    for done in (True, False, True):
        cast.run(update_record, TASK, task, {"done": done})
    assert len(told(cast, cast.anna)) == 1


def test_a_hand_untick_stands_until_the_next_completion(cast: Cast) -> None:
    deal, (task,) = with_tasks(cast, 1)
    cast.run(finish_task, task)
    cast.run(untick_step, deal, cast.steps[0])
    cast.run(finish_task, task)
    assert cast.ticked(deal) == set()
    for done in (False, True):
        cast.run(update_record, TASK, task, {"done": done})
    assert cast.ticked(deal) == {cast.steps[0]}


def test_tasks_finished_while_their_deal_is_in_the_bin_count(cast: Cast) -> None:
    deal, (task,) = with_tasks(cast, 1)
    cast.run(delete_record, DEAL, deal)
    cast.run(finish_task, task)
    cast.run(restore_record, DEAL, deal)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_deal_deleted_while_its_last_task_is_finished_comes_back_ticked(cast: Cast, swapped: bool) -> None:
    deal, (task,) = with_tasks(cast, 1)
    pair = (change(delete_record, DEAL, deal), change(finish_task, task))
    assert cross(cast, *(reversed(pair) if swapped else pair)) is None
    cast.run(restore_record, DEAL, deal)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_tasks_finished_while_the_deal_is_in_another_process_count(cast: Cast, renewals: SecondProcess) -> None:
    deal, (task,) = with_tasks(cast, 1)
    cast.run(move_deal, deal, renewals.stage_id)
    cast.run(finish_task, task)
    cast.run(move_deal, deal, cast.stages[0])
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_co_executor_finishes_tasks_of_a_deal(cast: Cast) -> None:
    deal = cast.deal(co_executor_ids=[cast.boris.member_id])
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Ask"}, by=cast.boris)
    cast.run(finish_task, task, by=cast.boris)
    assert cast.ticked(deal) == {cast.steps[0]}


def with_tasks(cast: Cast, count: int) -> tuple[int, list[int]]:
    deal = cast.deal()
    return deal, [cast.run(add_task_to_step, deal, cast.steps[0], {"title": f"Task {n}"}) for n in range(count)]


def step(cast: Cast, deal: int) -> StepState:
    return cast.checklist(deal).stages[0].steps[0]


def told(cast: Cast, actor: Any) -> list[Notice]:
    with cast.database.reading(actor.workspace_id) as session:
        return list(session.scalars(select(Notice).where(Notice.member_id == actor.member_id)))
