"""What waits is carried on: one contract for the worker inside the serving process and for PostgreSQL's queue."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import update

from stepmark.automation import advance as advancing
from stepmark.automation import settle
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.records import update_record
from stepmark.commands.work import Work
from stepmark.domain.runs import Run
from stepmark.edge import Edge
from stepmark.platform import clock
from stepmark.platform.db import Database
from stepmark.platform.jobs import Jobs
from stepmark.platform.live import Hub
from stepmark.worker import queued
from stepmark.worker.jobs import jobs_for
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

PATIENCE = 20.0


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """A rule that writes one more letter at each of its runs, so that a second go would show."""
    cast.field("tier", "text")
    rules = Rules(cast)
    rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier={"text": "{{ deal.custom.tier }}x"}))
    return rules


@pytest.fixture
def no_rescue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks for overdue runs, so that what is carried on was really handed over."""
    monkeypatch.setattr(queued, "_OVERDUE", timedelta(hours=1))


@contextmanager
def working(cast: Cast) -> Iterator[Jobs]:
    """A worker beside the process of the tests, as the database calls for; changes leave it jobs."""
    cast.edge.jobs = jobs_for(cast.edge, working=True)
    cast.edge.jobs.start()
    try:
        yield cast.edge.jobs
    finally:
        cast.edge.jobs.stop()
        cast.edge.jobs = Jobs()


def changed(cast: Cast, monkeypatch: pytest.MonkeyPatch, deal: int, source: str = "Website") -> None:
    """Change the deal so that its rule's run is left to a worker."""
    with monkeypatch.context() as bounds:
        bounds.setattr(settle, "MOST_RUNS", 0)
        cast.change("deal", deal, source=source)


def comes(asked: Callable[[], bool]) -> bool:
    """Whether it is so before patience ends."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if asked():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.usefixtures("no_rescue")
def test_what_a_change_leaves_is_carried_on_soon(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    deal = cast.deal()
    with working(cast):
        changed(cast, monkeypatch, deal)
        assert comes(lambda: rules.outcomes() == ["done"])
    assert rules.value("deal", deal, "custom.tier") == "x"


def test_what_an_earlier_process_has_left_is_taken_up(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(cast, monkeypatch, cast.deal())
    _due(cast, timedelta(minutes=-1))
    with working(cast):
        assert comes(lambda: rules.outcomes() == ["done"])


def test_nothing_begins_before_it_is_due(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    deal = cast.deal()
    with working(cast):
        with monkeypatch.context() as bounds:
            bounds.setattr(settle, "MOST_RUNS", 0)
            cast.run(_later, deal, timedelta(seconds=2))
        time.sleep(1)
        assert rules.outcomes() == ["waiting"]
        assert comes(lambda: rules.outcomes() == ["done"])
    run = rules.runs()[0]
    assert run.finished_at
    assert run.finished_at >= run.started_at + timedelta(seconds=2)


@pytest.mark.usefixtures("no_rescue")
def test_several_workers_do_each_run_once(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    deals = [cast.deal() for _ in range(12)]
    database = cast.database if cast.database.is_sqlite else Database(cast.database.settings)
    other = Edge(database, Hub())
    other.jobs = jobs_for(other, working=True)
    other.jobs.start()
    try:
        with working(cast):
            for deal in deals:
                changed(cast, monkeypatch, deal)
            assert comes(lambda: rules.outcomes() == ["done"] * 12)
    finally:
        other.jobs.stop()
        if database is not cast.database:
            database.close()
    assert {rules.value("deal", deal, "custom.tier") for deal in deals} == {"x"}


@pytest.mark.usefixtures("no_rescue")
def test_a_fault_holds_up_no_other_run(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = cast.deal(), cast.deal()
    original = advancing._rule_of

    def rule_of(work: Work, run: Run) -> object:
        if run.record_id == bad:
            raise RuntimeError("a fault of ours")
        return original(work, run)

    monkeypatch.setattr(advancing, "_rule_of", rule_of)
    with working(cast):
        changed(cast, monkeypatch, bad)
        changed(cast, monkeypatch, good)
        assert comes(lambda: "done" in rules.outcomes() and rules.runs()[0].attempts == 1)
    run = rules.runs()[0]
    assert run.outcome == "waiting"
    assert run.due_at
    assert run.due_at > clock.now()


def _later(work: Work, deal: int, wait: timedelta) -> None:
    update_record(work, KINDS["deal"], deal, {"source": "Website"})
    settle.settle(work)
    for run_id in work.awaited:
        work.awaited[run_id] = work.session.get_one(Run, run_id).due_at = clock.now() + wait


def _due(cast: Cast, wait: timedelta) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Run).values(due_at=clock.now() + wait))
        session.commit()
