"""What our SQL costs against SQL written by hand: CPU time of this process and of the database's, in pairs.

Wall time would count what else the machine does. SQLite works in this process; PostgreSQL's time is read off the
server process at the other end, which hands nothing to parallel workers meanwhile, whose time would be nobody's.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from stepmark.platform.db import Database

MOST_TIMES = 1.3
LEAST_PAIRS, MOST_PAIRS, LONG_SECONDS = 5, 200, 20.0
_FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "select set_config")

Work = Callable[[Session], Any]


@dataclass(frozen=True)
class Cost:
    """How many times the bare one's CPU time ours takes, and how long that is; the medians of all pairs."""

    times: float
    milliseconds: float

    def __str__(self) -> str:
        return f"{self.times:.2f} x"


def cost(database: Database, workspace_id: int, ours: Work, bare: Work, *, long_form: bool) -> Cost:
    """Both by turns, after a round that warms the caches of both; as often as a long form has time for."""
    with _one_process(database), database.reading(workspace_id) as session:
        cpu = _cpu_clock(session)
        _pair(session, cpu, ours, bare)
        pairs = [_pair(session, cpu, ours, bare) for _ in _turns(LONG_SECONDS if long_form else 0)]
    return Cost(median(our / max(their, 1e-9) for our, their in pairs), median(our for our, _ in pairs) * 1000)


def sql_cost(database: Database, workspace_id: int, ours: Work, bare: Work, *, long_form: bool) -> Cost:
    """The same of the statements alone that both send, without the Python around them."""
    with database.reading(workspace_id) as session:
        our_sql, bare_sql = _replay(_sent_by(session, ours)), _replay(_sent_by(session, bare))
    return cost(database, workspace_id, our_sql, bare_sql, long_form=long_form)


def bare_sql(statements: Sequence[str], values: dict[str, Any]) -> Work:
    """Statements written by hand, all of their rows fetched."""
    return lambda session: [session.connection().execute(text(each), values).all() for each in statements]


@contextmanager
def _one_process(database: Database) -> Iterator[None]:
    def prepare(connection: Any, _record: Any) -> None:
        if not database.is_sqlite:
            connection.execute("SET max_parallel_workers_per_gather = 0")
            connection.commit()

    event.listen(database.engine, "connect", prepare)
    database.engine.dispose()
    try:
        yield
    finally:
        event.remove(database.engine, "connect", prepare)
        database.engine.dispose()


def _cpu_clock(session: Session) -> Callable[[], float]:
    if session.get_bind().dialect.name == "sqlite":
        return time.process_time
    pid = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
    server = Path(f"/proc/{pid}/schedstat")  # nanoseconds, where other accounts of a process have hundredths of seconds
    return lambda: time.process_time() + int(server.read_text().split()[0]) / 1e9


def _turns(seconds: float) -> Iterator[int]:
    start = time.monotonic()
    for number in range(MOST_PAIRS):
        if number >= LEAST_PAIRS and time.monotonic() - start > seconds:
            return
        yield number


def _pair(session: Session, cpu: Callable[[], float], *works: Work) -> list[float]:
    took = []
    for work in works:
        session.expunge_all()
        start = cpu()
        work(session)
        took.append(cpu() - start)
    return took


def _sent_by(session: Session, work: Work) -> list[tuple[str, Any]]:
    sent: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.startswith(_FREE):
            sent.append((statement, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        work(session)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent


def _replay(statements: Sequence[tuple[str, Any]]) -> Work:
    def work(session: Session) -> None:
        with_driver: Any = session.connection().connection.dbapi_connection
        for statement, parameters in statements:
            with_driver.execute(statement, parameters).fetchall()

    return work
