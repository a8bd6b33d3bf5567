"""Members say when they work; each works once at a time."""

import pytest
from sqlalchemy import select

from stepmark.commands.leaving import deactivate_member
from stepmark.commands.work_sessions import end_work_session, start_work_session
from stepmark.domain.history import History
from stepmark.domain.rights import Actor
from stepmark.domain.work_sessions import WorkSession
from stepmark.platform import clock
from stepmark.platform.errors import Problem
from stepmark.queries.work_sessions import running, working_since
from tests.cast import Cast
from tests.invariants.racing import all_at_once, change


def test_a_session_runs_from_its_start_to_its_end(cast: Cast) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    cast.run(start_work_session, by=cast.boris)
    assert at_work(cast) == {cast.boris.member_id}
    clock.set_clock("2026-11-22T17:00:00")
    cast.run(end_work_session, by=cast.boris)
    assert at_work(cast) == set()
    (session,) = sessions(cast)
    assert session.ended_at is not None
    assert round((session.ended_at - session.started_at).total_seconds() / 3600) == 8
    assert events(cast) == ["work_session.started", "work_session.ended"]


def test_starting_and_stopping_twice_does_nothing_more(cast: Cast) -> None:
    for verb in (start_work_session, start_work_session, end_work_session, end_work_session):
        cast.run(verb, by=cast.magda)
    assert len(sessions(cast)) == 1
    assert events(cast) == ["work_session.started", "work_session.ended"]


def test_two_tabs_that_start_at_once_start_one_session(cast: Cast) -> None:
    assert all_at_once(cast, [change(start_work_session, by=cast.boris)] * 4) == [None] * 4
    assert len(sessions(cast)) == 1


def test_a_viewer_has_no_work_here(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(start_work_session, by=cast.viktor)
    assert refused.value.type == "not-allowed"


def test_whoever_leaves_stops_working(cast: Cast) -> None:
    cast.run(start_work_session, by=cast.boris)
    cast.run(deactivate_member, cast.boris.member_id)
    assert at_work(cast) == set()


def test_strangers_are_not_seen_at_work(cast: Cast) -> None:
    cast.run(start_work_session, by=cast.clara)
    assert at_work(cast, cast.clara) == set()
    with cast.database.reading(cast.clara.workspace_id) as session:
        assert working_since(session, cast.clara.member_id) is not None
        assert working_since(session, cast.anna.member_id) is None


def at_work(cast: Cast, *more: Actor) -> set[int]:
    ids = [each.member_id for each in (cast.anna, cast.boris, cast.magda, cast.viktor, *more) if each.member_id]
    with cast.database.reading(cast.anna.workspace_id) as session:
        return running(session, ids)


def sessions(cast: Cast) -> list[WorkSession]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(WorkSession)))


def events(cast: Cast) -> list[str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(History.name).where(History.kind == "work_session").order_by(History.id)))
