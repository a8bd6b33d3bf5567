"""Binding a field to a step: made, changed, switched on and off, deleted."""

from typing import Any

import pytest

from stepmark.commands.bindings import create_binding, delete_binding, edit_binding, set_active, suspend_broken
from stepmark.commands.fields import delete_field
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.commands.work import Work
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.bindings import BindingRow, binding_row
from tests.cast import Cast


@pytest.mark.row("L12", "L18")
def test_a_new_binding_is_inactive_and_named_after_its_sides(cast: Cast) -> None:
    row = row_of(cast, bind(cast, "custom.budget"))
    assert (row.binding.active, row.name, row.broken) == (False, "Budget ↔ Discovery 1", None)


def test_a_name_may_be_given_at_any_moment(cast: Cast) -> None:
    binding = bind(cast, name="  Budget known ")
    assert row_of(cast, binding).name == "Budget known"
    cast.run(edit_binding, binding, name="")
    assert row_of(cast, binding).name == "Source ↔ Discovery 1"


@pytest.mark.row("L4", "L9")
@pytest.mark.parametrize("field", ["company", "contact", "source", "custom.budget"])
def test_custom_fields_and_three_system_fields_can_be_bound(cast: Cast, field: str) -> None:
    assert row_of(cast, bind(cast, field)).binding.field == field


@pytest.mark.parametrize("field", ["amount", "title", "stage_id", "", None, 7, ["source"], "budget"])
def test_no_other_field_can_be_bound(cast: Cast, field: Any) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_binding, field=field, step_id=cast.steps[0])
    assert refused.value.field == "field"


def test_a_field_that_is_not_there_is_a_broken_reference(cast: Cast) -> None:
    cast.field("colour", kind="company")
    for name in ("custom.nothing", "custom.colour"):
        with pytest.raises(Problem) as refused:
            cast.run(create_binding, field=name, step_id=cast.steps[0])
        assert (refused.value.type, refused.value.field) == ("broken-reference", "field")


def test_the_step_must_belong_to_the_chosen_process(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_binding, field="source", step_id=cast.steps[0], process_id=cast.process_id + 1)
    assert refused.value.field == "step_id"


@pytest.mark.parametrize("step_id", [None, "", "x", 10**30, True, 999_999])
def test_a_step_that_is_not_there_is_refused(cast: Cast, step_id: Any) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="source", step_id=step_id)
    assert refused.value.field == "step_id"


@pytest.mark.row("L24")
def test_a_used_field_is_refused_naming_the_binding_that_uses_it(cast: Cast) -> None:
    first = bind(cast, name="Where from")
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="source", step_id=cast.steps[1])
    assert refused.value.type == "field-in-use"
    assert refused.value.more["binding"] == {"id": first, "name": "Where from"}
    assert "Where from" in str(refused.value)


def test_a_used_step_is_refused_though_its_binding_is_inactive(cast: Cast) -> None:
    bind(cast)
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="company", step_id=cast.steps[0])
    assert (refused.value.type, refused.value.field) == ("step-in-use", "step_id")


def test_editing_to_a_used_side_is_refused_and_to_the_own_is_not(cast: Cast) -> None:
    bind(cast)
    other = bind(cast, "company", 1)
    cast.run(edit_binding, other, field="company", step_id=cast.steps[1])
    for changes, problem in (({"field": "source"}, "field-in-use"), ({"step_id": cast.steps[0]}, "step-in-use")):
        with pytest.raises(Problem) as refused:
            cast.run(edit_binding, other, **changes)
        assert refused.value.type == problem


@pytest.mark.row("L23", "L24")
def test_deleting_frees_both_sides_and_leaves_the_ticks(cast: Cast) -> None:
    binding = bind(cast, active=True)
    deal = cast.deal(source="Referral")
    cast.run(delete_binding, binding)
    assert cast.ticked(deal) == {cast.steps[0]}
    assert row_of(cast, bind(cast)).binding.field == "source"


def test_an_inactive_binding_neither_ticks_nor_demands(cast: Cast) -> None:
    bind(cast)
    assert cast.ticked(cast.deal(source="Referral")) == set()
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    assert cast.ticked(deal) == {cast.steps[0]}


@pytest.mark.row("L7", "L18")
def test_after_activation_filling_ticks_and_ticking_demands(cast: Cast) -> None:
    bind(cast, active=True)
    deal = cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(tick_step, deal, cast.steps[0])
    assert refused.value.type == "field-required"
    cast.change("deal", deal, source="Referral")
    assert cast.ticked(deal) == {cast.steps[0]}


@pytest.mark.row("L21")
def test_activation_is_not_retroactive(cast: Cast) -> None:
    binding = bind(cast)
    filled, ticked = cast.deal(source="Referral"), cast.deal()
    cast.run(tick_step, ticked, cast.steps[0])
    cast.run(set_active, binding, True)
    assert (cast.ticked(filled), cast.ticked(ticked)) == (set(), {cast.steps[0]})


def test_switching_twice_happens_once(cast: Cast) -> None:
    binding = bind(cast, active=True)
    version = row_of(cast, binding).binding.version
    cast.run(set_active, binding, True)
    assert row_of(cast, binding).binding.version == version


@pytest.mark.row("L2", "L20")
def test_at_the_limit_no_further_one_is_activated_but_drafts_are_unlimited(cast: Cast) -> None:
    put_on_plan(cast, "free")
    bind(cast, active=True)
    draft = bind(cast, "company", 1)
    with pytest.raises(Problem) as refused:
        cast.run(set_active, draft, True)
    assert refused.value.type == "quota-exceeded"
    assert "free" in str(refused.value)
    assert "1" in str(refused.value)
    assert not row_of(cast, draft).binding.active


def test_switching_one_off_makes_room_for_another(cast: Cast) -> None:
    put_on_plan(cast, "free")
    first, second = bind(cast, active=True), bind(cast, "company", 1)
    cast.run(set_active, first, False)
    cast.run(set_active, second, True)
    assert row_of(cast, second).binding.active


def test_a_lowered_plan_keeps_what_is_active_and_adds_none(cast: Cast) -> None:
    bindings = [bind(cast, "source", 0, active=True), bind(cast, "company", 1, active=True)]
    put_on_plan(cast, "free")
    third = bind(cast, "contact", 2)
    with pytest.raises(Problem) as refused:
        cast.run(set_active, third, True)
    assert refused.value.type == "quota-exceeded"
    assert all(row_of(cast, each).binding.active for each in bindings)


@pytest.mark.row("L25")
def test_a_deleted_field_suspends_its_binding_which_stays_and_says_why(cast: Cast) -> None:
    field = cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    cast.run(delete_field, field)
    row = row_of(cast, binding)
    assert (row.binding.active, row.broken) == (False, "field-deleted")
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_broken_binding_can_not_be_activated_until_it_is_mended(cast: Cast) -> None:
    binding = bind(cast, "custom.budget")
    field_id = row_of(cast, binding).binding.custom_field_id
    cast.run(delete_field, field_id)
    with pytest.raises(Problem) as refused:
        cast.run(set_active, binding, True)
    assert (refused.value.type, refused.value.more["broken"]) == ("broken-reference", "field-deleted")
    cast.run(edit_binding, binding, field="source")
    cast.run(set_active, binding, True)
    assert row_of(cast, binding).binding.active


def test_a_new_field_under_the_key_of_a_deleted_one_can_be_bound(cast: Cast) -> None:
    field = cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    cast.run(delete_field, field)
    assert row_of(cast, bind(cast, "custom.budget", 1)).broken is None


def test_suspending_by_steps_spares_the_others(cast: Cast) -> None:
    struck, spared = bind(cast, active=True), bind(cast, "company", 1, active=True)
    cast.run(suspend_broken, [cast.steps[0], cast.steps[2]])
    assert (row_of(cast, struck).binding.active, row_of(cast, spared).binding.active) == (False, True)


def test_an_active_binding_that_is_edited_works_for_its_new_step(cast: Cast) -> None:
    binding = bind(cast, active=True)
    cast.run(edit_binding, binding, step_id=cast.steps[4])
    assert cast.ticked(cast.deal(source="Referral")) == {cast.steps[4]}


def test_nobody_overwrites_an_edit_they_have_not_seen(cast: Cast) -> None:
    binding = bind(cast)
    cast.run(edit_binding, binding, name="First", version=1)
    with pytest.raises(Problem) as refused:
        cast.run(edit_binding, binding, name="Second", version=1)
    assert refused.value.type == "conflict"


@pytest.mark.row("L10")
@pytest.mark.parametrize("who", ["magda", "boris", "viktor"])
def test_only_administrators_may_touch_bindings(cast: Cast, who: str) -> None:
    binding = bind(cast)
    actor = getattr(cast, who)
    for verb, arguments in (
        (create_binding, {"field": "company", "step_id": cast.steps[1]}),
        (edit_binding, {"binding_id": binding, "name": "X"}),
        (set_active, {"binding_id": binding, "active": True}),
        (delete_binding, {"binding_id": binding}),
    ):
        with pytest.raises(Problem) as refused:
            cast.run(verb, by=actor, **arguments)
        assert refused.value.type == "not-allowed"


def test_a_stranger_finds_nothing_to_touch(cast: Cast) -> None:
    binding = bind(cast)
    for verb, arguments in ((edit_binding, {"name": "X"}), (set_active, {"active": True}), (delete_binding, {})):
        with pytest.raises(Problem) as refused:
            cast.run(verb, binding, by=cast.clara, **arguments)
        assert refused.value.type == "not-found"
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="company", step_id=cast.steps[1], by=cast.clara)
    assert refused.value.type == "broken-reference"


def test_what_happened_to_a_binding_is_in_the_history(cast: Cast) -> None:
    names: list[str] = []

    def remembering(work: Work) -> None:
        binding = create_binding(work, field="source", step_id=cast.steps[0])
        set_active(work, binding, True)
        edit_binding(work, binding, name="Source")
        suspend_broken(work, [cast.steps[0]])
        delete_binding(work, binding)
        names.extend(event.name for event in work.events)

    cast.run(remembering)
    verbs = ("created", "activated", "updated", "suspended", "deleted")
    assert names == [f"binding.{verb}" for verb in verbs]


def test_a_hand_untick_under_an_active_binding_stands_until_the_next_fill(cast: Cast) -> None:
    bind(cast, active=True)
    deal = cast.deal(source="Referral")
    cast.run(untick_step, deal, cast.steps[0])
    cast.change("deal", deal, title="Renamed")
    assert cast.ticked(deal) == set()
    cast.change("deal", deal, source="Website")
    assert cast.ticked(deal) == {cast.steps[0]}


def bind(cast: Cast, field: str = "source", step: int = 0, *, active: bool = False, name: str = "") -> int:
    """A binding made by Anna, with its custom field if it names one."""
    if field.startswith("custom."):
        cast.field(field.removeprefix("custom."))
    binding = int(cast.run(create_binding, field=field, step_id=cast.steps[step], name=name))
    if active:
        cast.run(set_active, binding, True)
    return binding


def row_of(cast: Cast, binding: int) -> BindingRow:
    """The binding as it stands in the database."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        row = binding_row(session, binding)
    assert row is not None
    return row


def put_on_plan(cast: Cast, plan: str) -> None:
    """Let Anna's workspace have bought this plan."""

    def change(session: Any) -> None:
        session.get_one(Workspace, cast.anna.workspace_id).plan = plan

    cast.edge.run_as_system(change)
