"""Whatever somebody did last to a deal, undoing gives back every value, tick, task and place; and redoing it, too."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.notes import add_note
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.tasks import add_task_to_step, delete_task, finish_task, reopen_task, restore_task
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.commands.undo import undo_change
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal
from stepmark.domain.notes import Note
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.platform.errors import Problem
from stepmark.queries.fields import fields_of
from stepmark.queries.undo import can_be_undone
from stepmark.queries.values import values_of
from tests.cast import Cast
from tests.support.databases import Databases

EXAMPLES = 40
STEP = st.integers(0, 3)
TEXT = st.sampled_from([None, "Fair", "Website"])
NUMBER = st.sampled_from([None, 0, 7, "12.5"])
MONEY = st.sampled_from([None, {"amount": "5.50", "currency": "EUR"}, {"amount": "70", "currency": "USD"}])
VALUES = st.fixed_dictionaries(
    {}, optional={"source": TEXT, "custom.budget": NUMBER, "amount": MONEY, "title": st.sampled_from(["One", "Two"]),
                  "responsible_id": st.booleans(), "co_executor_ids": st.booleans(), "place": st.integers(0, 3)},
)  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just("tick"), STEP, st.sampled_from(["", "Said yes"])),
    st.tuples(st.just("untick"), STEP),
    st.tuples(st.just("change"), VALUES),
    st.tuples(st.just("move"), st.integers(0, 3)),
    st.tuples(st.just("close"), st.sampled_from(["won", "lost", "open"])),
    st.tuples(st.just("add"), STEP),
    st.tuples(st.sampled_from(["finish", "reopen", "delete task", "restore task"]), st.integers(0, 3)),
    st.sampled_from([("delete",), ("restore",), ("note",)]),
)
# The first of them that changes anything is undone.
LASTS = st.lists(ACTS, min_size=3, max_size=5)


@pytest.fixture(scope="module")
def world(databases: Databases, backend: str) -> Iterator["World"]:
    with databases.fresh_cast(backend) as cast:
        yield World(cast)


class World:
    """A deal at a time: two steps are bound, one needs a note, one makes a task, and there is another process."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        cast.field("budget")
        cast.bind("custom.budget", cast.steps[0])
        cast.bind("source", cast.steps[1])
        with cast.database.writing(cast.anna.workspace_id) as session:
            session.get_one(Step, cast.steps[2]).needs_note = True
            session.get_one(Step, cast.steps[3]).task_template = {"title": "Call", "type": "call"}
            session.commit()
        other = cast.put(Process(name="Renewals"))
        self.places = [*cast.stages, cast.put(Stage(process_id=other, name="Again"))]

    def run(self, session: Any, verb: Any, *args: Any, by: Actor | None = None, **kwargs: Any) -> int | None:
        """As the edge does, in one transaction that is never committed; returns the change if it can be undone."""
        with session.begin_nested():
            work = Work(session, by or self.cast.anna)
            verb(work, *args, **kwargs)
            session.add_all(work.history())
            session.flush()
        session.expire_all()
        return work.change_id if can_be_undone(work.events) else None

    def act(self, session: Any, deal: int, act: tuple[Any, ...], by: Actor | None = None) -> int | None:
        """Do it; None where it was refused or changed nothing."""
        try:
            return self.run(session, *self._verb(session, deal, *act), by=by)
        except Problem:
            session.expire_all()
            return None

    def _verb(self, session: Any, deal: int, name: str, *given: Any) -> tuple[Any, ...]:
        steps, places = self.cast.steps, self.places
        verbs: dict[str, Any] = {
            "tick": lambda step, note: (tick_step, deal, steps[step], note),
            "untick": lambda step, *_: (untick_step, deal, steps[step]),
            "change": lambda values: (update_record, DEAL, deal, self._raw(values)),
            "move": lambda place: (move_deal, deal, places[place]),
            "close": lambda status: (close_deal, deal, status, "Because"),
            "add": lambda step: (add_task_to_step, deal, steps[step], {"title": "Ask"}),
            "note": lambda: (add_note, DEAL, deal, "Noted"),
            "delete": lambda: (delete_record, DEAL, deal),
            "restore": lambda: (restore_record, DEAL, deal),
            "finish": lambda task: (finish_task, self._task(session, deal, task)),
            "reopen": lambda task: (reopen_task, self._task(session, deal, task)),
            "delete task": lambda task: (delete_task, self._task(session, deal, task)),
            "restore task": lambda task: (restore_task, self._task(session, deal, task)),
        }
        verb: tuple[Any, ...] = verbs[name](*given)
        return verb

    def _task(self, session: Any, deal: int, number: int) -> int:
        tasks = session.scalars(select(Task.id).where(Task.deal_id == deal).order_by(Task.id)).all()
        return tasks[number % len(tasks)] if tasks else 0

    def _raw(self, values: dict[str, Any]) -> dict[str, Any]:
        raw = dict(values)
        if "responsible_id" in raw:
            raw["responsible_id"] = self.cast.boris.member_id if raw["responsible_id"] else None
        if "co_executor_ids" in raw:
            raw["co_executor_ids"] = [self.cast.magda.member_id] if raw["co_executor_ids"] else []
        if "place" in raw:
            raw["stage_id"] = self.places[raw.pop("place")]
        return raw

    def standing(self, session: Any, deal_id: int) -> dict[str, Any]:
        """All that people see of a deal, but for when it was touched."""
        session.expire_all()
        deal = session.get_one(Deal, deal_id)
        tasks = session.scalars(select(Task).where(Task.deal_id == deal_id, Task.deleted_at.is_(None)))
        ticks = session.scalars(select(Tick).where(Tick.deal_id == deal_id, Tick.ended_at.is_(None)))
        notes = select(Note.text).where(Note.kind == "deal", Note.record_id == deal_id, Note.deleted_at.is_(None))
        return {
            "values": values_of(session, fields_of(session, DEAL), [deal])[deal_id],
            "currency": deal.currency,
            "in bin": deal.is_deleted,
            "tasks": {task.id: (task.step_id, task.done_at, task.done_by, task.due_at) for task in tasks},
            "ticks": {tick.step_id: (tick.cause, tick.note, tick.at, tick.member_id) for tick in ticks},
            "notes": sorted(session.scalars(notes)),
        }


@given(acts=st.lists(ACTS, min_size=3, max_size=10), lasts=LASTS)
@hypothesis_settings(max_examples=EXAMPLES)
def test_undoing_gives_back_all_and_redoing_takes_it_again(world: World, acts: list[Any], lasts: list[Any]) -> None:
    with world.cast.database.writing(world.cast.anna.workspace_id) as session:
        deal = _deal_after(world, session, acts)
        before = world.standing(session, deal)
        change, _act = _first_that_changes(world, session, deal, lasts)
        if change is not None:
            after = world.standing(session, deal)
            redo = world.run(session, undo_change, change)
            assert world.standing(session, deal) == before
            assert redo is not None
            world.run(session, undo_change, redo)
            assert _timeless(world.standing(session, deal)) == _timeless(after)
        session.rollback()


@given(acts=st.lists(ACTS, min_size=3, max_size=8), lasts=LASTS)
@hypothesis_settings(max_examples=EXAMPLES // 2)
def test_what_somebody_else_did_since_is_never_taken_along(world: World, acts: list[Any], lasts: list[Any]) -> None:
    with world.cast.database.writing(world.cast.anna.workspace_id) as session:
        deal = _deal_after(world, session, acts)
        change, last = _first_that_changes(world, session, deal, lasts)
        theirs = {"tick": ("untick", *last[1:2]), "untick": ("tick", *last[1:2], "Mine"), "close": ("close", "open"),
                  "move": ("move", 3 if last[1:] == (2,) else 2), "delete": ("restore",),
                  "finish": ("reopen", *last[1:]), "delete task": ("restore task", *last[1:])}  # fmt: skip
        answered = change and last[0] in theirs and world.act(session, deal, theirs[last[0]], by=_second(world.cast))
        if change and answered:
            standing = world.standing(session, deal)
            with pytest.raises(Problem) as refused:
                world.run(session, undo_change, change)
            session.expire_all()
            assert refused.value.type == "conflict"
            assert world.standing(session, deal) == standing
        session.rollback()


def _deal_after(world: World, session: Any, acts: list[Any]) -> int:
    world.run(session, _create)
    deal = session.scalars(select(Deal.id).order_by(Deal.id.desc()).limit(1)).one()
    for act in acts:
        world.act(session, deal, act)
    return int(deal)


def _first_that_changes(world: World, session: Any, deal: int, acts: list[Any]) -> tuple[int | None, Any]:
    return next(((change, act) for act in acts if (change := world.act(session, deal, act))), (None, acts[0]))


def _create(work: Work) -> None:
    create_record(work, DEAL, {"title": "One"})


def _second(cast: Cast) -> Actor:
    """Another administrator."""
    return Actor(cast.anna.workspace_id, cast.magda.member_id, "Magda", cast.anna.role)


def _timeless(standing: dict[str, Any]) -> dict[str, Any]:
    """Done anew, the same holds, but since a later moment."""
    values = {key: value for key, value in standing["values"].items() if key != "closed_at"}
    ticks = {step: tick[:2] for step, tick in standing["ticks"].items()}
    return {
        **standing,
        "values": values,
        "ticks": ticks,
        "tasks": {key: task[0] for key, task in standing["tasks"].items()},
    }
