"""Which steps can be bound, and what happens to a bound one that can't be any more."""

import pytest

from stepmark.commands.bindings import create_binding, edit_binding, set_active
from stepmark.commands.process_steps import delete_step, update_step
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.commands.test_bindings import bind, row_of

NEEDS_NOTE = {"needs_note": True}
MAKES_TASK = {"task_template": {"title": "Call back"}}


@pytest.mark.parametrize("flag", [NEEDS_NOTE, MAKES_TASK], ids=["note", "task"])
def test_a_step_that_needs_more_than_a_tick_can_not_be_bound(cast: Cast, flag: dict[str, object]) -> None:
    cast.run(update_step, cast.steps[0], flag)
    other = bind(cast, "company", 1)
    for verb, arguments in (
        (create_binding, {"field": "source", "step_id": cast.steps[0]}),
        (edit_binding, {"binding_id": other, "step_id": cast.steps[0]}),
    ):
        with pytest.raises(Problem) as refused:
            cast.run(verb, **arguments)
        assert (refused.value.type, refused.value.field) == ("step-not-bindable", "step_id")


@pytest.mark.parametrize(
    ("flag", "reason"), [(NEEDS_NOTE, "step-needs-note"), (MAKES_TASK, "step-makes-task")], ids=["note", "task"]
)
def test_a_bound_step_that_gets_such_a_flag_suspends_its_binding(
    cast: Cast, flag: dict[str, object], reason: str
) -> None:
    binding = bind(cast, active=True)
    cast.run(update_step, cast.steps[0], flag)
    row = row_of(cast, binding)
    assert (row.binding.active, row.broken) == (False, reason)
    assert cast.ticked(cast.deal(source="Referral")) == set()
    with pytest.raises(Problem) as refused:
        cast.run(set_active, binding, True)
    assert refused.value.type == "broken-reference"


def test_a_deleted_step_suspends_its_binding_and_still_holds_the_field(cast: Cast) -> None:
    binding = bind(cast, active=True)
    cast.run(delete_step, cast.steps[0])
    row = row_of(cast, binding)
    assert (row.binding.active, row.broken, row.step.name) == (False, "step-deleted", "Discovery 1")
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="source", step_id=cast.steps[1])
    assert refused.value.type == "field-in-use"


def test_a_broken_binding_is_mended_by_another_step(cast: Cast) -> None:
    binding = bind(cast, active=True)
    cast.run(delete_step, cast.steps[0])
    cast.run(edit_binding, binding, step_id=cast.steps[1])
    cast.run(set_active, binding, True)
    assert cast.ticked(cast.deal(source="Referral")) == {cast.steps[1]}


def test_a_deleted_step_can_not_be_chosen(cast: Cast) -> None:
    cast.run(delete_step, cast.steps[0])
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="source", step_id=cast.steps[0])
    assert (refused.value.type, refused.value.field) == ("broken-reference", "step_id")
