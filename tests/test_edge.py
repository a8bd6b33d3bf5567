"""The edge commits the whole or nothing, tries again what only lost a race, and tells whoever watches afterwards."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.access import locked
from stepmark.commands.records import create_record, update_record
from stepmark.commands.work import Work
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField
from stepmark.domain.history import History
from stepmark.domain.people import Group
from stepmark.edge import TRIES
from stepmark.platform import db
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem
from stepmark.platform.live import Message
from stepmark.platform.settings import Settings
from tests.cast import Cast, make_cast
from tests.invariants.racing import all_at_once, change


def test_a_refused_verb_leaves_nothing_behind(cast: Cast) -> None:
    def half(work: Work) -> None:
        create_record(work, COMPANY, {"name": "Half done"})
        raise Problem("invalid", "on second thoughts")

    with pytest.raises(Problem):
        cast.run(half)
    assert (count(cast, Company), count(cast, History)) == (0, 0)


def test_a_change_and_its_events_are_committed_together(cast: Cast) -> None:
    cast.run(create_record, COMPANY, {"name": "ACME"})
    assert (count(cast, Company), count(cast, History)) == (1, 1)


def test_watchers_are_told_after_the_commit_and_once_a_change(cast: Cast) -> None:
    deal = cast.deal()
    seen: list[tuple[Message, str]] = []

    def look(message: Message) -> None:
        with cast.database.reading(cast.anna.workspace_id) as session:
            seen.append((message, session.get_one(Deal, deal).title))

    cast.edge.hub.watch(cast.anna.workspace_id, "deal", deal, look)
    cast.bind("source", cast.steps[0])
    cast.change("deal", deal, title="New title", source="Fair")
    assert [(message.record_id, title) for message, title in seen] == [(deal, "New title")]


def test_watchers_are_not_told_of_what_was_refused(cast: Cast) -> None:
    deal = cast.deal()
    seen: list[Message] = []
    cast.edge.hub.watch(cast.anna.workspace_id, "deal", deal, seen.append)
    with pytest.raises(Problem):
        cast.change("deal", deal, title="")
    assert seen == []


def test_a_verb_that_lost_a_race_is_carried_out_anew(cast: Cast) -> None:
    tried = Failing(times=TRIES - 1, error=OperationalError("", None, Exception("database is locked")))
    assert cast.run(tried) == TRIES
    assert count(cast, Company) == 1


def test_after_so_many_tries_it_is_said_that_all_are_busy(cast: Cast) -> None:
    tried = Failing(times=TRIES, error=OperationalError("", None, Exception("database is locked")))
    with pytest.raises(Problem, match="busy"):
        cast.run(tried)
    assert (tried.tries, count(cast, Company)) == (TRIES, 0)


def test_an_error_that_would_come_again_is_not_tried_again(cast: Cast) -> None:
    tried = Failing(times=1, error=OperationalError("", None, Exception("disk I/O error")))
    with pytest.raises(OperationalError):
        cast.run(tried)
    assert tried.tries == 1


def test_whoever_loses_at_a_unique_index_sees_the_winner_at_the_second_try(cast: Cast) -> None:
    def add_unless_there(work: Work, name: str) -> None:
        there = work.session.scalar(select(Group.id).where(Group.name == name))
        time.sleep(0.05)
        if there is not None:
            raise Problem("in-use", "taken")
        work.session.add(Group(name=name))

    refused = all_at_once(cast, [change(add_unless_there, "East") for _ in range(4)])
    assert sorted(problem.type for problem in refused if problem) == ["in-use"] * 3
    assert count(cast, Group) == 1


def test_what_breaks_a_constraint_every_time_is_an_error(cast: Cast) -> None:
    def twice(work: Work) -> None:
        work.session.add_all([CustomField(kind="deal", key="a", label="a", type="text") for _ in range(2)])

    with pytest.raises(IntegrityError):
        cast.run(twice)


def test_two_changes_that_lock_each_other_out_are_both_made(cast: Cast) -> None:
    one, other = cast.deal(title="0"), cast.deal(title="0")
    holds = {one: threading.Event(), other: threading.Event()}

    def lock_both(work: Work, first: int, second: int) -> None:
        locked(work, Deal, first)
        holds[first].set()
        if not cast.database.is_sqlite:
            holds[second].wait(5)
        locked(work, Deal, second)
        for deal in (first, second):
            title = int(work.session.get_one(Deal, deal).title) + 1
            update_record(work, DEAL, deal, {"title": str(title)})

    assert all_at_once(cast, [change(lock_both, one, other), change(lock_both, other, one)]) == [None, None]
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalars(select(Deal.title)).all() == ["2", "2"]


def test_many_changes_of_one_record_are_all_counted(cast: Cast) -> None:
    deal = cast.deal(title="0")

    def add_one(work: Work) -> None:
        row = locked(work, Deal, deal)
        update_record(work, DEAL, deal, {"title": str(int(row.title) + 1)})

    assert all_at_once(cast, [change(add_one) for _ in range(8)]) == [None] * 8
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Deal, deal).title == "8"


@pytest.mark.parametrize("held", [0.3, 5.0], ids=["for a moment", "for long"])
def test_another_process_that_writes_to_sqlite_is_waited_for(
    settings: Settings, backend: str, held: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    monkeypatch.setattr(db, "WRITER_PATIENCE", 0.1)
    database = Database(settings)
    cast = make_cast(database)
    with held_by_another(Path(settings.url.removeprefix("sqlite:///")), held):
        if held < 1:
            cast.run(create_record, COMPANY, {"name": "ACME"})
            assert count(cast, Company) == 1
        else:
            with pytest.raises(Problem, match="busy"):
                cast.run(create_record, COMPANY, {"name": "ACME"})
    database.close()


def test_a_sign_in_that_fails_leaves_nothing_behind(cast: Cast) -> None:
    def fail(session: Any) -> None:
        session.execute(text("update member set name = 'x'"))
        raise Problem("not-signed-in", "no")

    with pytest.raises(Problem):
        cast.edge.run_as_system(fail)
    with cast.database.reading(None) as session:
        assert session.scalar(text("select count(*) from member where name = 'x'")) == 0


class Failing:
    """A verb that does its work, and fails the first times."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error, self.tries = times, error, 0

    def __call__(self, work: Work) -> int:
        self.tries += 1
        create_record(work, COMPANY, {"name": "ACME"})
        if self.tries <= self.times:
            raise self.error
        return self.tries


@contextmanager
def held_by_another(file: Path, seconds: float) -> Iterator[None]:
    """Somebody else's connection holds SQLite's write lock for so long, or until the block ends."""
    ended, holding = threading.Event(), threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            holding.set()
            ended.wait(seconds)
            connection.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(5)
    yield
    ended.set()
    thread.join()


def count(cast: Cast, model: Any) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return len(session.scalars(select(model.id)).all())
