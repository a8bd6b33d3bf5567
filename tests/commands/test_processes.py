"""Processes as a whole."""

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.processes import create_process, delete_process, restore_process, update_process
from stepmark.commands.records import create_record, delete_record
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import text_of
from stepmark.queries.processes import processes
from tests.cast import Cast
from tests.support.processes import events, is_active, names, shape

RENEWAL = {
    "name": "Renewal",
    "stages": [
        {
            "name": "Ask",
            "steps": [
                {"name": "Call", "required": True, "needs_note": True, "guidance": "Ask how it goes.\nListen."},
                {"name": "Send terms", "task_template": {"title": "Call back", "type": "call", "due_in_days": 3}},
            ],
        },
        {"name": "Sign", "steps": [{"name": "Contract signed"}]},
    ],
}


def test_a_process_is_made_whole(cast: Cast) -> None:
    process_id = cast.run(create_process, RENEWAL)
    assert names(cast, process_id) == {"Ask": ["Call", "Send terms"], "Sign": ["Contract signed"]}
    call, terms = (each.step for each in shape(cast, process_id).stages[0].steps)
    assert (call.required, call.needs_note, call.guidance) == (True, True, "Ask how it goes.\nListen.")
    assert terms.task_template == {"title": "Call back", "type": "call", "due_in_days": 3}


def test_a_new_process_comes_last_and_takes_deals(cast: Cast) -> None:
    process_id = cast.run(create_process, RENEWAL)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [process.name for process in processes(session, "deal")] == ["New business", "Renewal"]
    cast.deal(process_id=process_id)
    assert [stage.deals for stage in shape(cast, process_id).stages] == [1, 0]


def test_a_process_may_begin_without_stages(cast: Cast) -> None:
    process_id = cast.run(create_process, {"name": "Later"})
    assert shape(cast, process_id).stages == []


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "P", "colour": "red"}, "colour"),
        ({"name": "P", "stages": "Ask"}, "stages"),
        ({"name": "P", "stages": ["Ask"]}, "stages"),
        ({"name": "P", "stages": [{"name": "A"}, {"name": ""}]}, "stages.1.name"),
        ({"name": "P", "stages": [{"name": "A", "id": 7}]}, "stages.0.id"),
        ({"name": "P", "stages": [{"name": "A", "steps": {"name": "S"}}]}, "stages.0.steps"),
        ({"name": "P", "stages": [{"name": "A", "steps": [{"name": "S", "required": "yes"}]}]}, None),
    ],
)
def test_what_can_t_be_taken_is_named_by_its_place(cast: Cast, raw: dict[str, object], key: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_process, raw)
    assert list(refused.value.errors) == [key or "stages.0.steps.0.required"]


@pytest.mark.parametrize("who", ["magda", "boris", "viktor"])
def test_only_administrators_change_processes(cast: Cast, who: str) -> None:
    for verb, *args in [
        (create_process, RENEWAL),
        (update_process, cast.process_id, {"name": "Mine"}),
        (delete_process, cast.process_id),
    ]:
        with pytest.raises(Problem) as refused:
            cast.run(verb, *args, by=getattr(cast, who))
        assert refused.value.type == "not-allowed"


def test_a_stranger_finds_no_process(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(update_process, cast.process_id, {"name": "Mine"}, by=cast.clara)
    assert refused.value.type == "not-found"


def test_a_new_name_is_an_event_and_the_same_name_is_none(cast: Cast) -> None:
    cast.run(update_process, cast.process_id, {"name": "Sales"})
    cast.run(update_process, cast.process_id, {"name": " Sales "})
    assert [(event.name, event.changes) for event in events(cast, "process", cast.process_id)] == [
        ("process.updated", {"name": ["New business", "Sales"]})
    ]


def test_processes_take_their_place_in_the_list(cast: Cast) -> None:
    process_id = cast.run(create_process, RENEWAL)
    cast.run(update_process, process_id, {"position": 0})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [process.name for process in processes(session, "deal")] == ["Renewal", "New business"]
    assert shape(cast, int(cast.run(create_process, {"name": "Third"}))).process.position == 2


def test_a_process_with_deals_in_it_is_not_deleted(cast: Cast) -> None:
    first, second = cast.deal(), cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(delete_process, cast.process_id)
    assert (refused.value.type, refused.value.more["deals"]) == ("in-use", 2)
    assert "2 deals" in text_of(refused.value.detail)
    for each in (first, second):
        cast.run(delete_record, DEAL, each)
    cast.run(delete_process, cast.process_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert processes(session, "deal") == []


def test_a_deleted_process_takes_no_deals_and_rests_its_bindings(cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.run(delete_process, cast.process_id)
    assert not is_active(cast, binding)
    with pytest.raises(Problem) as refused:
        cast.run(create_record, DEAL, {"title": "Late", "stage_id": cast.stages[0]})
    assert refused.value.type == "broken-reference"


def test_a_restored_process_takes_deals_again_but_its_bindings_wait_for_a_hand(cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[0])
    cast.run(delete_process, cast.process_id)
    cast.run(restore_process, cast.process_id)
    assert names(cast)["Discovery"] == ["Discovery 1", "Discovery 2", "Discovery 3"]
    assert not is_active(cast, binding)
    cast.deal()
    assert [event.name for event in events(cast, "process", cast.process_id)] == ["process.deleted", "process.restored"]
