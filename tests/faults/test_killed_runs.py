"""Servers and workers killed at random: no acknowledged change is lost, every run acts exactly once, none is left over.

Short: a few kills. Long: 200, on each database.
"""

import http.client
import json
import random
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from stepmark.automation import settle
from stepmark.domain.deals import Deal
from stepmark.domain.people import ApiToken
from stepmark.domain.runs import Outcome, Run
from stepmark.platform.clock import now
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.jobs import Jobs
from stepmark.worker.jobs import jobs_for
from tests.cast import Cast
from tests.support.commands import command_line
from tests.support.rules import Rules, set_fields

KILLS, MANY_KILLS = 3, 200
PATIENCE = 60.0
PAUSE = timedelta(seconds=1)


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


@pytest.mark.timeout(3600)
def test_killed_at_random_nothing_is_lost_and_nothing_done_twice(cast: Cast, rules: Rules, long_form: bool) -> None:
    chance = random.Random(20261122)
    site, acknowledged = _Site(cast), []
    try:
        for _kill in range(MANY_KILLS if long_form else KILLS):
            acknowledged += site.busy_for(chance.uniform(0.1, 1.5))
            site.kill(chance)
    finally:
        site.kill_all()
    with _running(_Site(cast)):
        assert _comes(lambda: _due(cast) == 0 and _unfinished(cast) == 0)
    logs = {deal: rules.value("deal", deal, "custom.log") for deal in _deals(cast)}
    assert acknowledged
    assert set(acknowledged) <= set(logs)
    assert {deal: log for deal, log in logs.items() if log != "ab"} == {}
    assert sorted(run.record_id for run in rules.runs()) == sorted(logs)


@pytest.mark.postgres
def test_a_worker_that_is_gone_for_good_is_relieved_by_another(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    if cast.database.is_sqlite:
        pytest.skip("SQLite's worker is the serving process itself")
    cast.edge.jobs = jobs_for(cast.edge, working=False)
    workers = [_start(cast, "worker") for _ in range(2)]
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
            worker.wait()
    assert {rules.value("deal", deal, "custom.log") for deal in _deals(cast)} == {"ab"}


class _Site:
    """A server, and on PostgreSQL a worker; what was killed is started again when it is wanted."""

    def __init__(self, cast: Cast) -> None:
        self._cast, self._token = cast, new_token()
        with cast.database.writing(None) as session:
            session.add(ApiToken(token_hash=token_hash(self._token), member_id=cast.anna.member_id, name="test"))
            session.commit()
        names = ("serve",) if cast.database.is_sqlite else ("serve", "worker")
        self.programs: dict[str, subprocess.Popen[str] | None] = dict.fromkeys(names)
        self._port = 0

    def start(self) -> None:
        """Start what does not run."""
        for name, program in self.programs.items():
            if program is None:
                self.programs[name] = started = _start(self._cast, name)
                self._port = _port(started) if name == "serve" else self._port

    def busy_for(self, seconds: float) -> list[int]:
        """Make deals for so long; returns those that the server has acknowledged."""
        self.start()
        made, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                made.append(self._make_deal())
        return made

    def kill(self, chance: random.Random) -> None:
        """Kill one of them in the middle of a request."""
        name = chance.choice(list(self.programs))
        program = self.programs[name]
        assert program is not None
        program.kill()
        program.wait()
        self.programs[name] = None

    def kill_all(self) -> None:
        """End them all."""
        for program in self.programs.values():
            if program is not None:
                program.kill()
                program.wait()

    def _make_deal(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        pause = (datetime.now(UTC) + PAUSE).isoformat(timespec="seconds")
        body = json.dumps({"title": "ACME", "custom": {"pause": pause}})
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/deals", body, headers)
        answer = connection.getresponse()
        read = json.loads(answer.read())
        connection.close()
        assert answer.status == 201, read
        return int(read["id"])


@contextmanager
def _running(site: _Site) -> Iterator[None]:
    try:
        site.start()
        yield
    finally:
        site.kill_all()


def _start(cast: Cast, name: str) -> "subprocess.Popen[str]":
    program, environment = command_line(cast.database.settings)
    arguments = [name, "--port", "0"] if name == "serve" else [name]
    told = subprocess.PIPE if name == "serve" else subprocess.DEVNULL
    pipes = {"stdout": subprocess.DEVNULL, "stderr": told, "text": True}
    return subprocess.Popen([*program, *arguments], env=environment, **pipes)  # type: ignore[call-overload,no-any-return]  # the keywords are a dict


def _port(server: "subprocess.Popen[str]") -> int:
    assert server.stderr is not None
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            # What it logs later is read away, else the pipe would fill and hold it up.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            return int(found[1])
    raise AssertionError("the server did not start: " + "".join(said))


def _comes(asked: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if asked():
            return True
        time.sleep(0.1)
    return False


def _due(cast: Cast) -> int:
    return _count(cast, Run.outcome == Outcome.WAITING, Run.due_at <= now())


def _unfinished(cast: Cast) -> int:
    return _count(cast, Run.outcome == Outcome.WAITING)


def _count(cast: Cast, *conditions: object) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count(Run.id)).where(*conditions)) or 0  # type: ignore[arg-type]  # columns


def _deals(cast: Cast) -> list[int]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Deal.id)))
