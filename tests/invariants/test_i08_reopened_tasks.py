"""I8: reopening a task unticks only a tick that the tasks made."""

from stepmark.catalogue.kinds import DEAL, TASK
from stepmark.commands.records import delete_record, restore_record
from stepmark.commands.tasks import add_task_to_step, finish_task, reopen_task
from stepmark.commands.ticks import tick_step, untick_step
from tests.cast import Cast
from tests.invariants.racing import change, cross


def test_reopening_unticks_what_the_tasks_ticked(cast: Cast) -> None:
    deal, (task, _other) = with_done_tasks(cast)
    cast.run(reopen_task, task)
    assert cast.ticked(deal) == set()


def test_reopening_leaves_a_tick_that_a_person_made(cast: Cast) -> None:
    deal, (task, _other) = with_done_tasks(cast)
    cast.run(untick_step, deal, cast.steps[0])
    cast.run(tick_step, deal, cast.steps[0])
    cast.run(reopen_task, task)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_reopening_leaves_a_tick_that_a_field_made(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal, (task, _other) = with_done_tasks(cast)
    cast.change("deal", deal, source="Fair")
    cast.run(reopen_task, task)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_new_open_task_leaves_the_tick(cast: Cast) -> None:
    deal, _tasks = with_done_tasks(cast)
    cast.run(add_task_to_step, deal, cast.steps[0], {"title": "One more"})
    assert cast.ticked(deal) == {cast.steps[0]}


def test_restoring_an_open_task_counts_as_reopening(cast: Cast) -> None:
    deal = cast.deal()
    done, open_one = (cast.run(add_task_to_step, deal, cast.steps[0], {"title": title}) for title in ("A", "B"))
    cast.run(finish_task, done)
    cast.run(delete_record, TASK, open_one)
    assert cast.ticked(deal) == {cast.steps[0]}
    cast.run(restore_record, TASK, open_one)
    assert cast.ticked(deal) == set()


def test_reopening_counts_while_the_deal_is_in_the_bin(cast: Cast) -> None:
    deal, (task, _other) = with_done_tasks(cast)
    cast.run(delete_record, DEAL, deal)
    cast.run(reopen_task, task)
    cast.run(restore_record, DEAL, deal)
    assert cast.ticked(deal) == set()


def test_finishing_the_last_and_reopening_the_other_can_not_cross(cast: Cast, swapped: bool) -> None:
    deal, (task, other) = with_done_tasks(cast)
    cast.run(reopen_task, task)
    pair = (change(finish_task, task), change(reopen_task, other))
    assert cross(cast, *(reversed(pair) if swapped else pair)) is None
    assert cast.ticked(deal) == set()


def with_done_tasks(cast: Cast) -> tuple[int, list[int]]:
    deal = cast.deal()
    tasks = [cast.run(add_task_to_step, deal, cast.steps[0], {"title": f"Task {n}"}) for n in range(2)]
    for task in tasks:
        cast.run(finish_task, task)
    return deal, tasks
