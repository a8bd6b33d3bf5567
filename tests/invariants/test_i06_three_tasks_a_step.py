"""I6: at most three tasks per step per deal."""

import pytest
from sqlalchemy.exc import IntegrityError

from stepmark.catalogue.kinds import DEAL, TASK
from stepmark.commands.records import delete_record, restore_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.invariants.racing import all_at_once, change


def test_the_fourth_task_is_refused(cast: Cast) -> None:
    deal = with_three_tasks(cast)
    with pytest.raises(Problem, match="step-limit"):
        cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Fourth"})
    cast.run(add_task_to_step, deal, cast.steps[1], {"title": "On another step"})
    cast.run(add_task_to_step, cast.deal(), cast.steps[0], {"title": "On another deal"})


def test_eight_people_adding_at_once_make_three(cast: Cast) -> None:
    deal = cast.deal()
    adding = [change(add_task_to_step, deal, cast.steps[0], {"title": f"Task {n}"}) for n in range(8)]
    refused = [problem.type for problem in all_at_once(cast, adding) if problem]
    assert refused == ["step-limit"] * 5
    assert [task.slot for task in tasks(cast, deal)] == [1, 2, 3]


def test_a_deleted_task_frees_its_place_and_returns_to_a_free_one(cast: Cast) -> None:
    deal = with_three_tasks(cast)
    first = tasks(cast, deal)[0].id
    cast.run(delete_record, TASK, first)
    cast.run(add_task_to_step, deal, cast.steps[0], {"title": "In its place"})
    with pytest.raises(Problem, match="step-limit"):
        cast.run(restore_record, TASK, first)
    cast.run(delete_record, TASK, tasks(cast, deal)[1].id)
    cast.run(restore_record, TASK, first)
    assert [task.slot for task in tasks(cast, deal)] == [1, 2, 3]


def test_restoring_finds_a_free_place_on_a_deal_in_the_bin(cast: Cast) -> None:
    deal = cast.deal()
    first = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "First"})
    cast.run(delete_record, TASK, first)
    cast.run(add_task_to_step, deal, cast.steps[0], {"title": "In its place"})
    cast.run(delete_record, DEAL, deal)
    cast.run(restore_record, TASK, first)
    assert [task.slot for task in tasks(cast, deal)] == [1, 2]


def test_the_database_itself_keeps_each_place_for_one(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(add_task_to_step, deal, cast.steps[0], {"title": "First"})
    for slot in (0, 1, 4):
        with pytest.raises(IntegrityError):
            cast.put(Task(title="Smuggled", deal_id=deal, step_id=cast.steps[0], slot=slot))
    with pytest.raises(IntegrityError):
        cast.put(Task(title="Without a step", deal_id=deal, slot=2))


def with_three_tasks(cast: Cast) -> int:
    deal = cast.deal()
    for title in ("First", "Second", "Third"):
        cast.run(add_task_to_step, deal, cast.steps[0], {"title": title})
    return deal


def tasks(cast: Cast, deal: int) -> list[Task]:
    return list(cast.checklist(deal).stages[0].steps[0].tasks)
