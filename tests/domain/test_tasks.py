"""Places under a step, and when its tasks are done."""

from datetime import timedelta

import pytest

from stepmark.domain.tasks import Task, all_done, free_slot
from stepmark.platform.clock import now


@pytest.mark.parametrize(
    ("taken", "free"),
    [((), 1), ((1,), 2), ((1, 2), 3), ((1, 3), 2), ((2, 3), 1), ((3, 2), 1), ((3,), 1), ((1, 2, 3), None)],
)
def test_a_new_task_takes_the_first_free_place(taken: tuple[int, ...], free: int | None) -> None:
    assert free_slot([Task(title="Call", slot=slot) for slot in taken]) == free


@pytest.mark.parametrize(
    ("done", "all_of_them"),
    [((), False), ((True,), True), ((False,), False), ((True, False), False), ((True,) * 3, True)],
)
def test_tasks_are_done_when_there_are_some_and_none_is_open(done: tuple[bool, ...], all_of_them: bool) -> None:
    tasks = [Task(title="Call", done_at=now() if each else None) for each in done]
    assert all_done(tasks) is all_of_them


@pytest.mark.parametrize(
    ("due_in_hours", "done", "overdue"),
    [(-1, False, True), (-1, True, False), (1, False, False), (None, False, False)],
)
def test_a_task_is_overdue_while_it_is_open_and_its_time_has_passed(
    due_in_hours: int | None, done: bool, overdue: bool
) -> None:
    due = None if due_in_hours is None else now() + timedelta(hours=due_in_hours)
    assert Task(title="Call", due_at=due, done_at=now() if done else None).is_overdue is overdue


def test_its_title_is_folded_as_it_is_set() -> None:
    assert Task(title="ŻÓŁW Straße").title_folded == "żółw strasse"
