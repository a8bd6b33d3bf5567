"""I12: what hangs on something is shown before it goes, and what stays says that it is broken and how to mend it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from stepmark.commands.bindings import edit_binding, set_active
from stepmark.commands.fields import delete_field, restore_field
from stepmark.commands.leaving import deactivate_member
from stepmark.commands.process_stages import delete_stage, restore_stage
from stepmark.commands.process_steps import delete_step, restore_step, update_step
from stepmark.commands.processes import delete_process
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.ticks import tick_step
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField
from stepmark.domain.processes import Stage, Step
from stepmark.platform.errors import Problem
from stepmark.queries.bindings import BindingRow, binding_row
from stepmark.queries.dependents import dependents_of
from stepmark.queries.people import member_names
from stepmark.queries.process_usage import stage_usage, step_usage
from stepmark.queries.usage import field_use
from tests.cast import Cast

BREAKS: dict[str, tuple[Callable[[Cast], Any], str, str]] = {
    "field": (lambda cast: cast.run(delete_field, field_of(cast)), "field-deleted", "Budget"),
    "step": (lambda cast: cast.run(delete_step, cast.steps[0]), "step-deleted", "Discovery 1"),
    "stage": (lambda cast: cast.run(delete_stage, cast.stages[0]), "step-deleted", "Discovery 1"),
    "process": (lambda cast: cast.run(delete_process, cast.process_id), "step-deleted", "Discovery 1"),
    "note": (lambda cast: cast.run(update_step, cast.steps[0], {"needs_note": True}), "step-needs-note", "Discovery 1"),
    "task": (
        lambda cast: cast.run(update_step, cast.steps[0], {"task_template": {"title": "Call"}}),
        "step-makes-task",
        "Discovery 1",
    ),
}


def test_a_field_shows_its_records_and_its_bindings_before_it_goes(cast: Cast) -> None:
    binding = bound(cast)
    cast.deal(custom__budget=5)
    cast.deal()
    with cast.database.reading(cast.anna.workspace_id) as session:
        use = field_use(session, session.get_one(CustomField, field_of(cast)))
    assert (use.records, [row.binding.id for row in use.bindings]) == (1, [binding])


def test_a_step_shows_its_ticks_tasks_and_binding_before_it_goes(cast: Cast) -> None:
    binding = bound(cast)
    ticked, waiting = cast.deal(custom__budget=5), cast.deal()
    cast.run(add_task_to_step, waiting, cast.steps[0], {"title": "Ask"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        usage = step_usage(session, session.get_one(Step, cast.steps[0]))
    assert cast.ticked(ticked) == {cast.steps[0]}
    assert (usage.ticked, usage.tasks, usage.held) == (1, 1, 1)
    assert usage.bound is not None
    assert usage.bound.binding.id == binding


def test_a_stage_shows_its_deals_steps_and_bindings_before_it_goes(cast: Cast) -> None:
    binding = bound(cast)
    cast.deal()
    with cast.database.reading(cast.anna.workspace_id) as session:
        usage = stage_usage(session, session.get_one(Stage, cast.stages[0]))
    assert (usage.deals, usage.steps, [row.binding.id for row in usage.bound]) == (1, 3, [binding])


def test_a_stage_that_holds_deals_does_not_go_before_they_have_somewhere_to_be(cast: Cast) -> None:
    deal = cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(delete_stage, cast.stages[0])
    assert (refused.value.type, refused.value.field) == ("in-use", "move_to")
    cast.run(delete_stage, cast.stages[0], cast.stages[1])
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Deal, deal).stage_id == cast.stages[1]


def test_a_member_shows_their_work_before_they_leave_and_keeps_their_name_on_it(cast: Cast) -> None:
    boris = cast.boris.member_id
    deal = cast.deal(by=cast.boris)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [(kind.name, count) for kind, count in dependents_of(session, boris or 0).work] == [("deal", 1)]
    cast.run(deactivate_member, boris)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Deal, deal).responsible_id == boris
        assert member_names(session, [boris]) == {boris: "Boris Lem"}
    cast.change("deal", deal, responsible_id=cast.magda.member_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Deal, deal).responsible_id == cast.magda.member_id


@pytest.mark.parametrize("broken", BREAKS)
def test_a_binding_that_lost_a_side_stays_says_so_and_demands_nothing(cast: Cast, broken: str) -> None:
    binding = bound(cast)
    take, reason, named = BREAKS[broken]
    take(cast)
    row = row_of(cast, binding)
    assert (row.binding.active, row.broken) == (False, reason)
    assert named in str(row.broken_text)
    with pytest.raises(Problem) as refused:
        cast.run(set_active, binding, True)
    assert refused.value.type in {"broken-reference", "step-not-bindable"}


@pytest.mark.parametrize("broken", ["step", "stage", "note", "task"])
def test_a_binding_that_lost_its_step_is_mended_by_another(cast: Cast, broken: str) -> None:
    binding = bound(cast)
    BREAKS[broken][0](cast)
    cast.run(edit_binding, binding, step_id=cast.steps[3])
    cast.run(set_active, binding, True)
    assert row_of(cast, binding).broken is None
    deal = cast.deal(custom__budget=5, stage_id=cast.stages[1])
    assert cast.ticked(deal) == {cast.steps[3]}


def test_a_binding_that_lost_its_field_is_mended_by_another(cast: Cast) -> None:
    binding = bound(cast)
    cast.run(delete_field, field_of(cast))
    cast.run(edit_binding, binding, field="source")
    cast.run(set_active, binding, True)
    assert cast.ticked(cast.deal(source="Referral")) == {cast.steps[0]}


@pytest.mark.parametrize(
    ("broken", "restore"),
    [
        ("field", lambda cast: cast.run(restore_field, field_of(cast))),
        ("step", lambda cast: cast.run(restore_step, cast.steps[0])),
        ("stage", lambda cast: cast.run(restore_stage, cast.stages[0])),
    ],
)
def test_or_by_bringing_back_what_it_lost(cast: Cast, broken: str, restore: Callable[[Cast], Any]) -> None:
    binding = bound(cast)
    BREAKS[broken][0](cast)
    restore(cast)
    row = row_of(cast, binding)
    assert (row.binding.active, row.broken) == (False, None)
    cast.run(set_active, binding, True)
    assert cast.ticked(cast.deal(custom__budget=5)) == {cast.steps[0]}


def test_a_step_without_its_field_can_be_ticked_by_hand_again(cast: Cast) -> None:
    bound(cast)
    deal = cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(tick_step, deal, cast.steps[0])
    assert refused.value.type == "field-required"
    cast.run(delete_field, field_of(cast))
    cast.run(tick_step, deal, cast.steps[0])
    assert cast.ticked(deal) == {cast.steps[0]}


def bound(cast: Cast) -> int:
    """An active binding of the budget and the first step."""
    cast.field("budget")
    return cast.bind("custom.budget", cast.steps[0])


def field_of(cast: Cast) -> int:
    """The budget's id, taken from its binding."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(Binding.custom_field_id)) or 0


def row_of(cast: Cast, binding: int) -> BindingRow:
    """The binding as its page shows it."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        row = binding_row(session, binding)
    assert row is not None
    return row
