"""One writer at a time on SQLite, none in a reading session, and what is worth a second try."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from stepmark.domain.workspace import Workspace
from stepmark.platform import db
from stepmark.platform.db import Database, is_worth_retrying
from stepmark.platform.errors import Problem


def test_a_second_writer_waits_and_is_then_told_that_all_are_busy(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "WRITER_PATIENCE", 0.05)
    if not database.is_sqlite:
        with database.writing(None), database.writing(None) as session:
            assert session.scalar(text("select 1")) == 1
        return
    with database.writing(None), pytest.raises(Problem, match="busy"), database.writing(None):
        pytest.fail("two writers at once")
    with database.writing(None) as session:
        assert session.scalar(text("select 1")) == 1


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.writing(None) as writing:
        writing.add(Workspace(name="Not yet"))
        writing.flush()
        with database.reading(None) as reading:
            assert reading.scalars(select(Workspace.name)).all() == []
        writing.commit()
    with database.reading(None) as reading:
        assert reading.scalars(select(Workspace.name)).all() == ["Not yet"]


def test_what_is_not_committed_is_undone(database: Database) -> None:
    with database.writing(None) as session:
        session.add(Workspace(name="Forgotten"))
        session.flush()
    with database.reading(None) as session:
        assert session.scalars(select(Workspace.name)).all() == []


def test_the_turn_is_given_back_after_an_error(database: Database) -> None:
    def fail() -> None:
        with database.writing(None):
            raise RuntimeError

    for _ in range(3):
        with pytest.raises(RuntimeError):
            fail()
    with database.writing(None) as session:
        assert session.scalar(text("select 1")) == 1


def test_sqlite_keeps_what_links_demand_and_folds_every_script(database: Database) -> None:
    with database.writing(None) as session:
        if database.is_sqlite:
            assert session.scalar(text("select fold('ŻÓŁĆ Привет ﬁ')")) == "żółć привет fi"
            assert session.scalar(text("pragma journal_mode")) == "wal"
        with pytest.raises(DBAPIError):
            session.execute(text("insert into member_group (workspace_id, name) values (999, 'Nowhere')"))


def test_connections_are_enough_for_every_thread(database: Database) -> None:
    met = threading.Barrier(8)
    answers: list[int] = []

    def ask() -> None:
        with database.reading(None) as session:
            met.wait(timeout=5)
            answers.append(session.scalar(text("select 1")) or 0)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [1] * 8


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_a_lost_race_is_worth_another_try(state: str) -> None:
    assert is_worth_retrying(OperationalError("", None, Lost(state)))


@pytest.mark.parametrize("state", ["23505", "22001", "08006", None])
def test_another_error_is_not(state: str | None) -> None:
    assert not is_worth_retrying(OperationalError("", None, Lost(state)))


class Lost(Exception):
    """A driver's error with PostgreSQL's code."""

    def __init__(self, state: str | None) -> None:
        super().__init__("lost")
        self.sqlstate = state
