"""Servers and workers killed at random: no acknowledged change is lost, every run acts exactly once, none is left over.

Short: a few kills. Long: 200, a hundred on each database.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from stepmark.automation import settle
from stepmark.domain.people import ApiToken
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.clock import now
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.jobs import Jobs
from stepmark.worker.jobs import jobs_for
from tests.cast import Cast
from tests.support.records import written
from tests.support.rules import Rules, set_fields
from tests.support.served import Program

KILLS, MANY_KILLS = 3, 100
PATIENCE = 60.0
PAUSE = timedelta(seconds=1)
# How long something lives behind its start, and each second time behind its first answer.
MOMENTS = 0.05, 1.5
SELLERS, BETWEEN = 2, 0.05


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """A rule that writes a letter at once, waits, and writes another one: done twice, it would show."""
    cast.field("log", "text")
    cast.field("pause", "datetime")
    rules = Rules(cast)
    write = [set_fields(custom__log={"text": "{{ deal.custom.log }}" + letter}) for letter in "ab"]
    wait = {"do": "wait", "settings": {"until": "custom.pause"}}
    rules.make("created", [write[0], wait, write[1]])
    return rules


@pytest.mark.first
@pytest.mark.timeout(7200)
def test_killed_at_random_nothing_is_lost_and_nothing_done_twice(
    cast: Cast, rules: Rules, tmp_path: Path, *, long_form: bool
) -> None:
    chance = random.Random(20261122)
    with _site(cast, tmp_path) as site:
        with _sellers(site) as answers:
            for kill in range(MANY_KILLS if long_form else KILLS):
                site.start()
                if kill % 2 == 0:
                    answers.await_another()
                time.sleep(chance.uniform(*MOMENTS))
                site.kill(chance)
        site.start()
        assert _comes(lambda: _unfinished(cast) == 0)
    logs = written(cast, "log")
    assert answers.refused == []
    assert answers.acknowledged
    assert set(answers.acknowledged) <= set(logs)
    assert {deal: log for deal, log in logs.items() if log != "ab"} == {}
    assert sorted(run.record_id for run in rules.runs()) == sorted(logs)


@pytest.mark.postgres
def test_a_worker_that_is_gone_for_good_is_relieved_by_another(
    cast: Cast, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if cast.database.is_sqlite:
        pytest.skip("SQLite's worker is the serving process itself")
    cast.edge.jobs = jobs_for(cast.edge, working=False)
    workers = [Program(cast.database.settings, "worker", tmp_path / f"worker {n}") for n in range(2)]
    try:
        with monkeypatch.context() as bounds:
            bounds.setattr(settle, "MOST_RUNS", 0)
            for _ in range(40):
                cast.deal(custom__pause=now().isoformat())
        assert _comes(lambda: _unfinished(cast) < 38)
        workers[0].kill()
        assert _comes(lambda: _unfinished(cast) == 0)
    finally:
        cast.edge.jobs = Jobs()
        for worker in workers:
            worker.kill()
    assert set(written(cast, "log").values()) == {"ab"}


class _Site:
    """A server, and on PostgreSQL a worker; what was killed is started again when it is wanted."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self._cast, self._folder, self._token = cast, folder, new_token()
        with cast.database.writing(None) as session:
            session.add(ApiToken(token_hash=token_hash(self._token), member_id=cast.anna.member_id, name="test"))
            session.commit()
        names = ("serve",) if cast.database.is_sqlite else ("serve", "worker")
        self._programs: dict[str, Program | None] = dict.fromkeys(names)
        self._address = ""

    def start(self) -> None:
        """Start what does not run."""
        for name, program in self._programs.items():
            if program is None:
                self._programs[name] = started = Program(self._cast.database.settings, name, self._folder / name)
                self._address = started.address() if name == "serve" else self._address

    def kill(self, chance: random.Random) -> None:
        """Kill one of them, whatever it is at."""
        self._end(chance.choice(list(self._programs)))

    def kill_all(self) -> None:
        """End them all."""
        for name in self._programs:
            self._end(name)

    def make_deal(self) -> tuple[int, Any]:
        """Ask for a deal that waits in a rule for a moment; the answer's status and what it says."""
        connection = http.client.HTTPConnection(self._address, timeout=10)
        pause = (datetime.now(UTC) + PAUSE).isoformat(timespec="seconds")
        body = json.dumps({"title": "ACME", "custom": {"pause": pause}})
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        with closing(connection):
            connection.request("POST", "/api/v1/deals", body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def _end(self, name: str) -> None:
        program, self._programs[name] = self._programs[name], None
        if program is not None:
            program.kill()


@dataclass
class _Answers:
    """The ids of deals that the server has acknowledged, and what it has refused."""

    acknowledged: list[int] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)

    def await_another(self) -> None:
        """Wait until one more is acknowledged."""
        before = len(self.acknowledged)
        assert _comes(lambda: len(self.acknowledged) > before)


@contextmanager
def _site(cast: Cast, folder: Path) -> Iterator[_Site]:
    site = _Site(cast, folder)
    try:
        yield site
    finally:
        site.kill_all()


@contextmanager
def _sellers(site: _Site) -> Iterator[_Answers]:
    """Make deals all the while, so that there is always somebody whom a kill interrupts."""
    answers, stopping = _Answers(), threading.Event()
    sellers = [threading.Thread(target=_sell, args=(site, answers, stopping)) for _ in range(SELLERS)]
    for seller in sellers:
        seller.start()
    try:
        yield answers
    finally:
        stopping.set()
        for seller in sellers:
            seller.join()


def _sell(site: _Site, answers: _Answers, stopping: threading.Event) -> None:
    while not stopping.wait(BETWEEN):
        with suppress(OSError, http.client.HTTPException, ValueError):  # it was killed, perhaps in mid-answer
            status, said = site.make_deal()
            if status == 201:
                answers.acknowledged.append(int(said["id"]))
            elif said["type"] != "/problems/busy":  # which says that nothing was done, and to try again
                answers.refused.append(said)


def _comes(asked: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if asked():
            return True
        time.sleep(0.1)
    return False


def _unfinished(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count(Run.id)).where(Run.outcome == Outcome.WAITING)) or 0
