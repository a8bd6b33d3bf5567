"""Stages of a process."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL
from stepmark.commands import process_deals
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.process_stages import add_stage, delete_stage, restore_stage, update_stage
from stepmark.commands.process_steps import delete_step
from stepmark.commands.processes import create_process, delete_process
from stepmark.commands.records import delete_record, restore_record
from stepmark.commands.ticks import tick_step
from stepmark.commands.work import Work
from stepmark.domain.processes import Process, Stage
from stepmark.domain.ticks import StageVisit
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.processes import deal, events, is_active, names


def test_a_stage_is_added_at_the_end_or_where_it_is_wanted(cast: Cast) -> None:
    cast.run(add_stage, cast.process_id, {"name": "Payment"})
    cast.run(add_stage, cast.process_id, {"name": "Lead", "position": 0})
    assert list(names(cast)) == ["Lead", "Discovery", "Proposal", "Contract", "Payment"]


def test_a_stage_is_renamed_and_moved(cast: Cast) -> None:
    cast.run(update_stage, cast.stages[2], {"name": "Signature", "position": 0})
    assert list(names(cast)) == ["Signature", "Discovery", "Proposal"]
    assert [(event.name, event.changes) for event in events(cast, "stage", cast.stages[2])] == [
        ("stage.updated", {"name": ["Contract", "Signature"]}),
        ("stage.moved", {"position": [2, 0]}),
    ]


def test_staying_in_place_is_no_event(cast: Cast) -> None:
    cast.run(update_stage, cast.stages[1], {"name": "Proposal", "position": 1})
    assert events(cast, "stage", cast.stages[1]) == []


@pytest.mark.parametrize("position", [-1, "first", True, 10**9])
def test_a_place_is_a_number_from_zero(cast: Cast, position: Any) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(update_stage, cast.stages[1], {"position": position})
    assert list(refused.value.errors) == ["position"]


def test_an_empty_stage_goes_with_its_steps_and_comes_back_with_them(cast: Cast) -> None:
    binding = cast.bind("source", cast.steps[3])
    cast.run(delete_step, cast.steps[4])
    cast.run(delete_stage, cast.stages[1])
    assert list(names(cast)) == ["Discovery", "Contract"]
    assert not is_active(cast, binding)
    cast.run(restore_stage, cast.stages[1])
    assert names(cast) == {
        "Discovery": ["Discovery 1", "Discovery 2", "Discovery 3"],
        "Proposal": ["Proposal 1", "Proposal 3"],
        "Contract": ["Contract 1", "Contract 2", "Contract 3"],
    }


def test_a_stage_with_deals_asks_where_they_go(cast: Cast) -> None:
    cast.deal()
    with pytest.raises(Problem) as refused:
        cast.run(delete_stage, cast.stages[0])
    assert (refused.value.type, refused.value.field, refused.value.more["deals"]) == ("in-use", "move_to", 1)
    assert "Discovery" in names(cast)


def test_its_deals_move_with_a_visit_and_an_event_each(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_deals, "CHUNK", 2)
    deals = [cast.deal() for _each in range(5)]
    cast.run(delete_stage, cast.stages[0], cast.stages[1])
    for each in deals:
        assert deal(cast, each).stage_id == cast.stages[1]
        moved = events(cast, "deal", each)[-1]
        assert (moved.name, moved.changes) == ("deal.moved", {"stage_id": cast.stages[:2]})
        assert moved.cause == {"kind": "process", "stage": "Discovery"}
        assert _visits(cast, each) == [(cast.stages[0], True), (cast.stages[1], False)]


def test_required_steps_of_a_deleted_stage_hold_nobody(cast: Cast) -> None:
    one = cast.deal()
    cast.run(tick_step, one, cast.steps[0])
    cast.run(delete_stage, cast.stages[0], cast.stages[1])
    assert cast.ticked(one) == set()
    assert cast.checklist(one).total == 6
    cast.run(restore_stage, cast.stages[0])
    assert cast.ticked(one) == {cast.steps[0]}


def test_closed_and_deleted_deals_move_too_so_that_they_can_come_back(cast: Cast) -> None:
    lost, binned = cast.deal(), cast.deal()
    cast.run(close_deal, lost, "lost")
    cast.run(delete_record, DEAL, binned)
    cast.run(delete_stage, cast.stages[0], cast.stages[2])
    cast.run(restore_record, DEAL, binned)
    cast.run(close_deal, lost, "open")
    assert {deal(cast, each).stage_id for each in (lost, binned)} == {cast.stages[2]}


def test_only_deleted_deals_go_to_the_neighbour_unasked(cast: Cast) -> None:
    binned = cast.deal()
    cast.run(move_deal, binned, cast.stages[1])
    cast.run(delete_record, DEAL, binned)
    cast.run(delete_stage, cast.stages[1])
    assert deal(cast, binned).stage_id == cast.stages[0]


def test_deals_go_to_another_stage_of_the_same_process_only(cast: Cast) -> None:
    cast.deal()
    other = cast.run(create_process, {"name": "Renewal", "stages": [{"name": "Ask"}]})
    with cast.database.reading(cast.anna.workspace_id) as session:
        foreign = session.scalars(
            select(Stage.id).join(Process, Process.id == Stage.process_id).where(Process.id == other)
        ).one()
    for target in (cast.stages[0], foreign, 10**15):
        with pytest.raises(Invalid) as refused:
            cast.run(delete_stage, cast.stages[0], target)
        assert list(refused.value.errors) == ["move_to"]


def test_the_last_stage_stays_while_deals_are_in_it(cast: Cast) -> None:
    cast.deal()
    for stage_id in cast.stages[1:]:
        cast.run(delete_stage, stage_id)
    with pytest.raises(Problem) as refused:
        cast.run(delete_stage, cast.stages[0])
    assert refused.value.type == "in-use"


def test_stages_of_a_deleted_process_do_not_exist(cast: Cast) -> None:
    cast.run(delete_process, cast.process_id)
    with pytest.raises(Problem) as refused:
        cast.run(update_stage, cast.stages[0], {"name": "Ghost"})
    assert refused.value.type == "not-found"


def test_only_administrators_change_stages(cast: Cast) -> None:
    for verb, *args in [
        (add_stage, cast.process_id, {"name": "X"}),
        (update_stage, cast.stages[0], {"name": "X"}),
        (delete_stage, cast.stages[0]),
        (restore_stage, cast.stages[0]),
    ]:
        for actor, type in ((cast.magda, "not-allowed"), (cast.clara, "not-found")):
            with pytest.raises(Problem) as refused:
                cast.run(verb, *args, by=actor)
            assert refused.value.type == type


def test_no_deal_arrives_in_a_stage_that_is_just_being_deleted(cast: Cast) -> None:
    one, deleted = cast.deal(), Event()

    def delete_slowly(work: Work) -> None:
        delete_stage(work, cast.stages[1])
        work.session.flush()
        deleted.set()
        sleep(0.3)

    with ThreadPoolExecutor() as pool:
        deleting = pool.submit(cast.run, delete_slowly)
        assert deleted.wait(10)
        with pytest.raises(Problem) as refused:
            cast.run(move_deal, one, cast.stages[1])
        deleting.result()
    assert refused.value.type == "broken-reference"
    assert deal(cast, one).stage_id == cast.stages[0]


def _visits(cast: Cast, deal_id: int) -> list[tuple[int, bool]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        query = select(StageVisit).where(StageVisit.deal_id == deal_id).order_by(StageVisit.id)
        return [(visit.stage_id, visit.left_at is not None) for visit in session.scalars(query)]
