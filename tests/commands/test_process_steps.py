"""Steps of a process, and what changing them means for deals that are at work."""

from typing import Any

import pytest

from stepmark.commands.deal_moves import move_deal
from stepmark.commands.process_stages import delete_stage
from stepmark.commands.process_steps import add_step, delete_step, move_step, restore_step, update_step
from stepmark.commands.processes import create_process
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.commands.ticks import tick_step
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.processes import events, is_active, names, shape, step

CALL_BACK = {"title": "Call back", "type": "call", "due_in_days": 3}


def test_a_step_is_added_at_the_end_or_where_it_is_wanted(cast: Cast) -> None:
    cast.run(add_step, cast.stages[0], {"name": "Last"})
    cast.run(add_step, cast.stages[0], {"name": "First", "position": 0})
    assert names(cast)["Discovery"] == ["First", "Discovery 1", "Discovery 2", "Discovery 3", "Last"]


def test_a_new_step_is_on_the_checklist_of_open_deals_at_once(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(add_step, cast.stages[0], {"name": "Extra"})
    assert cast.checklist(deal).total == 10


def test_a_step_keeps_all_that_is_said_of_it(cast: Cast) -> None:
    said = {
        "name": "Call",
        "guidance": "Line 1\nline 2",
        "required": True,
        "needs_note": True,
        "task_template": {"title": "Mail the minutes"},
    }
    kept = step(cast, cast.run(add_step, cast.stages[0], said))
    assert (kept.name, kept.guidance, kept.required, kept.needs_note) == ("Call", "Line 1\nline 2", True, True)
    assert kept.task_template == {"title": "Mail the minutes", "type": "to_do", "due_in_days": None}


def test_an_update_changes_what_it_names_and_nothing_else(cast: Cast) -> None:
    cast.run(update_step, cast.steps[0], {"required": True})
    cast.run(update_step, cast.steps[0], {"guidance": "Ask twice."})
    changed = step(cast, cast.steps[0])
    assert (changed.name, changed.required, changed.guidance) == ("Discovery 1", True, "Ask twice.")
    assert [event.changes for event in events(cast, "step", cast.steps[0])] == [
        {"required": [False, True]},
        {"guidance": ["", "Ask twice."]},
    ]


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"name": ""}, "name"),
        ({"name": ["a"]}, "name"),
        ({"guidance": "x" * 10_001}, "guidance"),
        ({"required": "yes"}, "required"),
        ({"needs_note": 1}, "needs_note"),
        ({"task_template": "Call"}, "task_template"),
        ({"task_template": {}}, "task_template.title"),
        ({"task_template": {"title": "x" * 301}}, "task_template.title"),
        ({"task_template": {"title": "Call", "type": "dance"}}, "task_template.type"),
        ({"task_template": {"title": "Call", "type": []}}, "task_template.type"),
        ({"task_template": {"title": "Call", "due_in_days": -1}}, "task_template.due_in_days"),
        ({"task_template": {"title": "Call", "due_in_days": 2.5}}, "task_template.due_in_days"),
        ({"task_template": {"title": "Call", "due_in_days": "9" * 400}}, "task_template.due_in_days"),
        ({"task_template": {"title": "Call", "who": "me"}}, "task_template.who"),
        ({"ticked": True}, "ticked"),
    ],
)
def test_what_can_t_be_taken_is_named_by_its_key(cast: Cast, raw: dict[str, Any], key: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_step, cast.steps[0], raw)
    assert list(refused.value.errors) == [key]


def test_a_step_moves_within_its_stage_and_to_another(cast: Cast) -> None:
    cast.run(move_step, cast.steps[2], cast.stages[0], 0)
    cast.run(update_step, cast.steps[0], {"stage_id": cast.stages[1], "position": 1})
    cast.run(update_step, cast.steps[8], {"stage_id": cast.stages[1]})
    assert names(cast) == {
        "Discovery": ["Discovery 3", "Discovery 2"],
        "Proposal": ["Proposal 1", "Discovery 1", "Proposal 2", "Proposal 3", "Contract 3"],
        "Contract": ["Contract 1", "Contract 2"],
    }


def test_a_moved_step_takes_its_tick_and_its_binding_along(cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Website")
    cast.run(move_step, cast.steps[0], cast.stages[1])
    assert cast.ticked(deal) == {cast.steps[0]}
    assert is_active(cast, binding)


def test_a_step_stays_in_its_process(cast: Cast) -> None:
    other = cast.run(create_process, {"name": "Renewal", "stages": [{"name": "Ask"}]})
    for stage_id in (shape(cast, other).stages[0].stage.id, 10**15):
        with pytest.raises(Problem) as refused:
            cast.run(move_step, cast.steps[0], stage_id)
        assert (refused.value.type, refused.value.field) == ("broken-reference", "stage_id")


@pytest.mark.parametrize("flag", [{"needs_note": True}, {"task_template": CALL_BACK}])
def test_a_bound_step_that_needs_more_than_a_tick_suspends_its_binding(cast: Cast, flag: dict[str, Any]) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.run(update_step, cast.steps[0], flag)
    assert not is_active(cast, binding)
    deal = cast.deal(source="Website")
    assert cast.ticked(deal) == set()


def test_a_suspended_binding_stays_off_when_the_step_is_lax_again(cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.run(update_step, cast.steps[0], {"needs_note": True})
    cast.run(update_step, cast.steps[0], {"needs_note": False})
    assert not is_active(cast, binding)


def test_making_a_step_required_holds_deals_that_have_it_open(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(update_step, cast.steps[0], {"required": True})
    with pytest.raises(Problem) as refused:
        cast.run(move_deal, deal, cast.stages[1])
    assert refused.value.type == "steps-open"
    cast.run(update_step, cast.steps[0], {"required": False})
    cast.run(move_deal, deal, cast.stages[1])


def test_a_deleted_step_leaves_the_checklist_and_comes_back_as_it_was(cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    deal = cast.deal(source="Website")
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Thank them"})
    cast.run(delete_step, cast.steps[0])
    assert cast.checklist(deal).step(cast.steps[0]) is None
    assert not is_active(cast, binding)
    cast.run(finish_task, task)
    cast.run(restore_step, cast.steps[0])
    assert names(cast)["Discovery"] == ["Discovery 2", "Discovery 3", "Discovery 1"]
    restored = cast.checklist(deal).step(cast.steps[0])
    assert restored is not None
    assert (restored.is_ticked, [each.id for each in restored.tasks]) == (True, [task])
    assert [event.name for event in events(cast, "step", cast.steps[0])] == [
        "step.ticked", "step.deleted", "step.restored",
    ]  # fmt: skip


def test_finishing_a_task_of_a_deleted_step_ticks_nothing(cast: Cast) -> None:
    deal = cast.deal()
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Thank them"})
    cast.run(delete_step, cast.steps[0])
    cast.run(finish_task, task)
    cast.run(restore_step, cast.steps[0])
    assert cast.ticked(deal) == set()


def test_a_deleted_step_can_t_be_ticked_or_changed(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(delete_step, cast.steps[0])
    for verb, *args in [(tick_step, deal, cast.steps[0]), (update_step, cast.steps[0], {"name": "Ghost"})]:
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args)
        assert refused.value.type == "not-found"


def test_a_step_comes_back_only_into_a_stage_that_is_there(cast: Cast) -> None:
    cast.run(delete_step, cast.steps[0])
    cast.run(delete_stage, cast.stages[0])
    with pytest.raises(Problem) as refused:
        cast.run(restore_step, cast.steps[0])
    assert refused.value.type == "broken-reference"


def test_only_administrators_change_steps(cast: Cast) -> None:
    for verb, *args in [
        (add_step, cast.stages[0], {"name": "X"}),
        (update_step, cast.steps[0], {"name": "X"}),
        (move_step, cast.steps[0], cast.stages[1]),
        (delete_step, cast.steps[0]),
        (restore_step, cast.steps[0]),
    ]:
        for actor, type in ((cast.boris, "not-allowed"), (cast.clara, "not-found")):
            with pytest.raises(Problem) as refused:
                cast.run(verb, *args, by=actor)
            assert refused.value.type == type


def test_two_who_change_different_things_both_have_their_way(cast: Cast) -> None:
    seen = step(cast, cast.steps[0]).version
    cast.run(update_step, cast.steps[0], {"name": "Call"}, version=seen)
    cast.run(update_step, cast.steps[0], {"name": "Discovery 1", "required": True}, version=seen)
    both = step(cast, cast.steps[0])
    assert (both.name, both.required) == ("Call", True)


def test_two_who_change_the_same_thing_see_both_values(cast: Cast) -> None:
    seen = step(cast, cast.steps[0]).version
    cast.run(update_step, cast.steps[0], {"name": "Call"}, version=seen)
    with pytest.raises(Problem) as refused:
        cast.run(update_step, cast.steps[0], {"name": "Ring"}, version=seen)
    assert (refused.value.type, refused.value.field) == ("conflict", "name")
    assert [(each["yours"], each["theirs"]) for each in refused.value.more["clashes"]] == [("Ring", "Call")]


def test_the_process_counts_a_version_when_its_shape_changes_and_only_then(cast: Cast) -> None:
    before = shape(cast).process.version
    cast.run(update_step, cast.steps[0], {"name": "Discovery 1", "position": 0})
    assert shape(cast).process.version == before
    cast.run(update_step, cast.steps[0], {"name": "Call"})
    assert shape(cast).process.version > before


def test_a_strict_client_must_have_seen_the_newest(cast: Cast) -> None:
    seen = step(cast, cast.steps[0]).version
    cast.run(update_step, cast.steps[0], {"name": "Call"}, version=seen, strict=True)
    with pytest.raises(Problem) as refused:
        cast.run(update_step, cast.steps[0], {"required": True}, version=seen, strict=True)
    assert refused.value.type == "conflict"
