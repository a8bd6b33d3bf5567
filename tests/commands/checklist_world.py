"""The same checklist in the product: real rows, changed by real verbs, looked at through real queries."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.bindings import delete_binding
from stepmark.commands.records import create_record
from stepmark.commands.work import Work
from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField
from stepmark.domain.history import History
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.queries.checklist import Checklist, checklist_of
from tests.cast import Cast
from tests.commands.checklist_model import CUSTOM, FIELDS

Seen = TypeVar("Seen")


class Runner(Protocol):
    """Carries verbs out and lets one look at what has become."""

    def run(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """The verb's result; a Problem leaves nothing changed."""

    def look(self, question: Callable[[Session], Seen]) -> Seen:
        """The answer to a question."""


class ThroughEdge:
    """Each verb in a transaction of its own, as in the product."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def run(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """As a request would."""
        return self.cast.run(verb, *args, **kwargs)

    def look(self, question: Callable[[Session], Seen]) -> Seen:
        """In a reading session."""
        with self.cast.database.reading(self.cast.anna.workspace_id) as session:
            return question(session)


class InOneTransaction:
    """Each verb in a savepoint of one transaction that is never committed: many times as fast."""

    def __init__(self, cast: Cast, session: Any) -> None:
        self.cast, self.session = cast, session

    def run(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        """With the history written as the edge does."""
        with self.session.begin_nested():
            work = Work(self.session, self.cast.anna)
            result = verb(work, *args, **kwargs)
            self.session.add_all(work.history())
            self.session.flush()
        return result

    def look(self, question: Callable[[Session], Seen]) -> Seen:
        """In the same session, from the database."""
        self.session.expire_all()
        return question(self.session)


@dataclass
class World:
    """The ids of what the model numbers."""

    runner: Runner
    deal: int
    company: int
    steps: list[int]
    stage: int
    elsewhere: int
    fields: dict[str, int]

    def key(self, name: str) -> str:
        """A field's key in the catalogue; custom ones are new in each world."""
        if name in CUSTOM:
            return f"custom.{name}_{self.deal}"
        return "company_id" if name == "company" else name

    def bindable(self, name: str) -> str:
        """A field's name in a binding."""
        return self.key(name).removesuffix("_id") if name == "company" else self.key(name)

    def value(self, name: str, number: int | None) -> Any:
        """What is typed for the model's value; None empties the field."""
        if number is None or name != "company":
            return number if name == "budget" or number is None else f"Text {number}"
        return self.company

    def ticks(self) -> dict[int, str]:
        """The cause of each standing tick by the number of its step, those of deleted steps too."""
        query = select(Tick.step_id, Tick.cause).where(Tick.deal_id == self.deal, Tick.ended_at.is_(None))
        rows = self.runner.look(lambda session: session.execute(query).all())
        return {self.steps.index(row.step_id): row.cause for row in rows}

    def tasks(self) -> dict[int, tuple[bool, bool]]:
        """Whether each task is done and deleted."""
        query = select(Task).where(Task.deal_id == self.deal, Task.slot.is_not(None))
        rows = self.runner.look(lambda session: session.scalars(query).all())
        return {task.id: (task.is_done, task.is_deleted) for task in rows}

    def checklist(self) -> Checklist:
        """As people see it."""
        return self.runner.look(lambda session: checklist_of(session, session.get_one(Deal, self.deal)))

    def history(self) -> list[History]:
        """What happened to the steps, oldest first."""
        query = select(History).where(History.deal_id == self.deal, History.kind == "step").order_by(History.id)
        return self.runner.look(lambda session: list(session.scalars(query)))


Worlds = Callable[[], AbstractContextManager[World]]


@contextmanager
def in_one_transaction(cast: Cast) -> Iterator[Worlds]:
    """One world, in which all is undone after each use."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        world = make_world(InOneTransaction(cast, session))

        @contextmanager
        def undone() -> Iterator[World]:
            savepoint = session.begin_nested()
            try:
                yield world
            finally:
                savepoint.rollback()
                # Ids are given anew, and what a failure's traceback still holds would be taken for newer rows.
                session.expunge_all()

        yield undone


@contextmanager
def through_edge(cast: Cast) -> Iterator[Worlds]:
    """A new world for each use. Nothing is undone but the bindings, which would keep their fields from the next."""

    @contextmanager
    def new() -> Iterator[World]:
        runner = ThroughEdge(cast)
        try:
            yield make_world(runner)
        finally:
            for binding in runner.look(lambda session: session.scalars(select(Binding.id)).all()):
                runner.run(delete_binding, binding)

    yield new


def make_world(runner: Runner) -> World:
    """A process with a deal in it, another process, and two custom fields."""
    company = runner.run(create_record, COMPANY, {"name": "ACME"})
    _process, stage, steps = runner.run(_make_process, 3)
    _other, elsewhere, _steps = runner.run(_make_process, 0)
    deal = runner.run(create_record, DEAL, {"title": "ERP integration", "stage_id": stage})
    fields = {name: runner.run(_make_field, f"{name}_{deal}", name) for name in FIELDS if name in CUSTOM}
    return World(runner, deal, company, steps, stage, elsewhere, fields)


def _make_process(work: Work, steps: int) -> tuple[int, int, list[int]]:
    process = _added(work, Process(name="Another process", position=9))
    stage = _added(work, Stage(process_id=process, name="Stage"))
    return process, stage, [
        _added(work, Step(process_id=process, stage_id=stage, name=f"Step {number}", position=number))
        for number in range(steps)
    ]  # fmt: skip


def _make_field(work: Work, key: str, name: str) -> int:
    type = "number" if name == "budget" else "text"
    return _added(work, CustomField(kind="deal", key=key, label=name, type=type))


def _added(work: Work, row: Any) -> int:
    work.session.add(row)
    work.session.flush()
    return int(row.id)
