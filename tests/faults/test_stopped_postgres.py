"""PostgreSQL breaks down again and again under two workers: every waiting run is carried out exactly once all the same.

Short: a few runs, and it is away twice. Long: 5,000 runs, and it is away for up to five seconds each five to twenty.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.records import create_record
from stepmark.commands.work import Work
from stepmark.domain.deliveries import Delivery
from stepmark.domain.runs import Outcome, Run
from stepmark.worker.jobs import jobs_for
from tests.cast import Cast
from tests.support.databases import Databases
from tests.support.deliveries import webhook
from tests.support.people import rows
from tests.support.postgres import cluster_at
from tests.support.postgres_server import FragileServer, fragile_server
from tests.support.receiver import answering, receiver
from tests.support.records import written
from tests.support.rules import Rules, set_fields
from tests.support.served import running

pytestmark = pytest.mark.postgres

SOME, MANY = 60, 5_000
PORTION = 100
WORKERS = 2
PATIENCE = 1800.0
# How long it is up, and how long away.
UP, AWAY = (5.0, 20.0), (0.0, 5.0)
UP_FOR_SHORT, AWAY_FOR_SHORT, TWICE = (0.5, 1.5), (0.2, 1.0), 2


@pytest.fixture
def server() -> Iterator[FragileServer]:
    with fragile_server() as server:
        yield server


@pytest.fixture
def cast(server: FragileServer, tmp_path: Path) -> Iterator[Cast]:
    """The cast on that server; loopback may be sent to."""
    cluster = cluster_at(server.port)
    with Databases("fragile", tmp_path / "databases", lambda: cluster).fresh_cast("postgres") as cast:
        cast.database.settings.outbound_networks = "127.0.0.0/8"
        cast.edge.jobs = jobs_for(cast.edge, working=False)
        cast.field("log", "text")
        yield cast


@pytest.mark.first
@pytest.mark.timeout(3600)
def test_every_run_is_carried_out_exactly_once_though_postgres_breaks_down(
    cast: Cast, server: FragileServer, tmp_path: Path, *, long_form: bool
) -> None:
    count = MANY if long_form else SOME
    with receiver(answering(204)) as told, ExitStack() as workers:
        rules = _write_tell_write(cast, told.url)
        _make_deals(cast, count)
        assert rules.outcomes() == [Outcome.WAITING] * count
        for number in range(WORKERS):
            workers.enter_context(running(cast.database.settings, "worker", tmp_path / f"worker {number}"))
        stops = _break_down(cast, server, long_form=long_form)
    assert stops >= TWICE
    assert Counter(rules.outcomes()) == {Outcome.DONE: count}
    assert Counter(written(cast, "log").values()) == {"ab": count}
    assert {each.headers["webhook-id"] for each in told.received} == _keys(cast)


def _write_tell_write(cast: Cast, url: str) -> Rules:
    """A rule that writes a letter, tells somebody outside, and writes another one: done twice, it would show."""
    rules = Rules(cast)
    write = [set_fields(custom__log={"text": "{{ deal.custom.log }}" + letter}) for letter in "ab"]
    tell = {"do": "send_webhook", "settings": {"webhook_id": webhook(cast, url=url)}}
    rules.make("created", [write[0], tell, write[1]])
    return rules


def _make_deals(cast: Cast, count: int) -> None:
    def make(work: Work, number: int) -> None:
        for each in range(number):
            create_record(work, DEAL, {"title": f"Deal {each}"})

    for start in range(0, count, PORTION):
        cast.run(make, min(PORTION, count - start))


def _break_down(cast: Cast, server: FragileServer, *, long_form: bool) -> int:
    """Let it break down again and again until all is done. Returns how often it did."""
    chance, stops = random.Random(20261122), 0
    up, away = (UP, AWAY) if long_form else (UP_FOR_SHORT, AWAY_FOR_SHORT)
    until = time.monotonic() + PATIENCE
    while _unfinished(cast):
        assert time.monotonic() < until
        time.sleep(chance.uniform(*up))
        if long_form or stops < TWICE:
            server.stop()
            time.sleep(chance.uniform(*away))
            server.start()
            stops += 1
    return stops


def _unfinished(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count(Run.id)).where(Run.outcome == Outcome.WAITING)) or 0


def _keys(cast: Cast) -> set[str]:
    return {each.key for each in rows(cast, Delivery)}
