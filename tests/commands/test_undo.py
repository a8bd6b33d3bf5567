"""Undoing one's own changes, with all that followed from them, where nobody has touched them since."""

from datetime import timedelta
from typing import Any

import pytest

from stepmark.catalogue.kinds import CONTACT, DEAL, KINDS
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.notes import add_note, change_note, delete_note
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.tasks import add_task_to_step, delete_task, finish_task, reopen_task
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.commands.undo import undo_change
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.domain.notes import Note
from stepmark.domain.processes import Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.platform import clock
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.people import events, row, rows


def did(cast: Cast, verb: Any, *args: Any, by: Actor | None = None, **kwargs: Any) -> int:
    """Carry the verb out; returns the number of the change."""
    change = cast.edge.change(by or cast.boris, verb, *args, **kwargs).undo
    assert change is not None
    return change


def undo(cast: Cast, change: int, by: Actor | None = None) -> int:
    """Undo it; returns the number by which that can be undone in turn."""
    return did(cast, undo_change, change, by=by)


def refused(cast: Cast, change: int, by: Actor | None = None) -> Problem:
    with pytest.raises(Problem) as problem:
        cast.run(undo_change, change, by=by or cast.boris)
    return problem.value


def test_a_filled_field_is_emptied_again_with_the_tick_that_it_made(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    change = did(cast, update_record, DEAL, deal, {"custom.budget": 5})
    assert cast.ticked(deal) == {cast.steps[0]}
    redo = undo(cast, change)
    assert cast.ticked(deal) == set()
    undo(cast, redo)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_an_emptied_field_comes_back_with_the_very_tick_that_it_had(cast: Cast) -> None:
    cast.field("budget")
    deal = cast.deal(by=cast.boris, custom__budget=5)
    cast.run(tick_step, deal, cast.steps[0], note="They agreed", by=cast.anna)
    cast.bind("custom.budget", cast.steps[0])
    before = standing(cast, deal)
    change = did(cast, update_record, DEAL, deal, {"custom.budget": None})
    assert cast.ticked(deal) == set()
    undo(cast, change)
    assert standing(cast, deal) == before


def test_a_step_reopened_by_hand_stays_open_when_its_field_comes_back(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(by=cast.boris, source="Fair")
    cast.run(untick_step, deal, cast.steps[0])
    change = did(cast, update_record, DEAL, deal, {"source": "Website"})
    assert cast.ticked(deal) == {cast.steps[0]}
    undo(cast, change)
    assert (cast.ticked(deal), row(cast, Deal, deal).source) == (set(), "Fair")


def test_a_tick_takes_the_task_along_that_it_made(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    with cast.database.writing(None) as session:
        session.get_one(Step, cast.steps[0]).task_template = {"title": "Call", "type": "call"}
        session.commit()
    change = did(cast, tick_step, deal, cast.steps[0])
    undo_it = undo(cast, change)
    assert (cast.ticked(deal), [task.is_deleted for task in rows(cast, Task)]) == (set(), [True])
    undo(cast, undo_it)
    assert (cast.ticked(deal), [task.is_deleted for task in rows(cast, Task)]) == ({cast.steps[0]}, [False])


def test_a_moved_deal_goes_back_and_a_closed_one_opens(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    change = did(cast, move_deal, deal, cast.stages[2])
    undo(cast, change)
    assert row(cast, Deal, deal).stage_id == cast.stages[0]
    won = did(cast, close_deal, deal, "lost", "Too dear")
    closed_at = row(cast, Deal, deal).closed_at
    opened = did(cast, close_deal, deal, "open")
    undo(cast, opened)
    again = row(cast, Deal, deal)
    assert (again.status, again.close_reason, again.closed_at) == ("lost", "Too dear", closed_at)
    undo(cast, won)
    assert row(cast, Deal, deal).status == "open"


def test_a_lost_deal_that_is_lost_again_takes_the_new_reason_until_that_is_undone(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    did(cast, close_deal, deal, "lost", "Too dear")
    closed_at = row(cast, Deal, deal).closed_at
    again = did(cast, close_deal, deal, "lost", "Too late")
    lost = row(cast, Deal, deal)
    assert (lost.status, lost.close_reason, lost.closed_at) == ("lost", "Too late", closed_at)
    assert events(cast, "deal", deal)[-1].changes == {"close_reason": ["Too dear", "Too late"]}
    cast.run(close_deal, deal, "lost", "", by=cast.boris)
    assert row(cast, Deal, deal).close_reason == "Too late"
    undo(cast, again)
    assert row(cast, Deal, deal).close_reason == "Too dear"
    once_more = did(cast, close_deal, deal, "lost", "Too slow")
    cast.change("deal", deal, close_reason="Gone to Clara")
    with pytest.raises(Problem, match="Reason"):
        undo(cast, once_more)
    assert row(cast, Deal, deal).close_reason == "Gone to Clara"


def test_a_reopened_task_is_done_again_since_when_it_was_and_ticks_its_step(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    task = cast.run(add_task_to_step, deal, cast.steps[1], {"title": "Call"}, by=cast.boris)
    cast.run(finish_task, task, by=cast.boris)
    done_at = row(cast, Task, task).done_at
    change = did(cast, reopen_task, task)
    assert cast.ticked(deal) == set()
    undo(cast, change)
    assert (row(cast, Task, task).done_at, cast.ticked(deal)) == (done_at, {cast.steps[1]})


def test_a_deleted_company_comes_back_and_so_do_the_steps_it_had_ticked(cast: Cast) -> None:
    cast.bind("company", cast.steps[0])
    company = cast.company(responsible_id=cast.boris.member_id)
    deal = cast.deal(by=cast.boris, company_id=company)
    change = did(cast, delete_record, KINDS["company"], company)
    assert cast.ticked(deal) == set()
    undo(cast, change)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_a_deleted_task_and_a_new_record_go_where_they_came_from(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    task = cast.run(add_task_to_step, deal, cast.steps[1], {"title": "Call"}, by=cast.boris)
    undo(cast, did(cast, delete_task, task))
    assert not row(cast, Task, task).is_deleted
    made = did(cast, create_record, CONTACT, {"name": "Olga"})
    undo(cast, made)
    assert rows(cast, CONTACT.model)[0].is_deleted


def test_notes_come_back_word_by_word(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    note = cast.run(add_note, DEAL, deal, "First", by=cast.boris)
    changed = did(cast, change_note, note, "Second")
    deleted = did(cast, delete_note, note)
    assert refused(cast, changed).type == "conflict"
    undo(cast, deleted)
    undo(cast, changed)
    assert (row(cast, Note, note).text, row(cast, Note, note).is_deleted) == ("First", False)


def test_an_amount_takes_its_currency_along(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    change = did(cast, update_record, DEAL, deal, {"amount": "5", "currency": "USD"})
    undo(cast, change)
    assert (row(cast, Deal, deal).amount_minor, row(cast, Deal, deal).currency) == (None, "EUR")


def test_what_somebody_changed_since_is_named_and_stays(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    change = did(cast, update_record, DEAL, deal, {"title": "Mine", "source": "Fair"})
    cast.run(update_record, DEAL, deal, {"source": "Website"})
    problem = refused(cast, change)
    assert (problem.type, "Source" in str(problem), row(cast, Deal, deal).title) == ("conflict", True, "Mine")
    ticked = did(cast, tick_step, deal, cast.steps[0])
    cast.run(untick_step, deal, cast.steps[0])
    assert "Discovery 1" in str(refused(cast, ticked))
    made = did(cast, create_record, DEAL, {"title": "New"})
    new = rows(cast, Deal)[-1].id
    cast.run(add_note, DEAL, new, "I am on it")
    assert "New" in str(refused(cast, made))


def test_only_ones_own_change_within_a_day_and_only_once(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    change = did(cast, update_record, DEAL, deal, {"title": "Mine"})
    assert refused(cast, change, by=cast.magda).type == "not-allowed"
    assert refused(cast, 7).type == "not-found"
    clock.set_clock((clock.now() + timedelta(hours=25)).isoformat())
    assert "older" in str(refused(cast, change))
    clock.set_clock("")
    undo(cast, change, by=cast.anna)
    assert "already" in str(refused(cast, change))


def test_the_history_says_that_it_was_an_undo(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    change = did(cast, update_record, DEAL, deal, {"title": "Mine"})
    redo = undo(cast, change)
    (event,) = rows(cast, History, History.change_id == redo)
    assert (event.name, event.cause) == ("deal.updated", {"kind": "undo", "of": change})


def test_a_forward_move_still_asks_for_the_required_steps(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.run(move_deal, deal, cast.stages[1])
    back = did(cast, move_deal, deal, cast.stages[0])
    with cast.database.writing(None) as session:
        session.get_one(Step, cast.steps[0]).required = True
        session.commit()
    assert refused(cast, back).type == "steps-open"


def standing(cast: Cast, deal: int) -> list[Any]:
    """Who ticked what, when and why."""
    states = [step for stage in cast.checklist(deal).stages for step in stage.steps if step.tick]
    return [
        (each.step.id, each.ticked_by, each.tick.at, each.tick.cause, each.tick.note) for each in states if each.tick
    ]
