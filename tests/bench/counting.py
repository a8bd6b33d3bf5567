"""Counting what a request costs: SQL statements and CPU time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

_FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "select set_config")


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL statements sent inside the block; what opens and ends transactions and scopes does not count."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(_FREE):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cpu_ratio(ours: Callable[[], object], bare: Callable[[], object], pairs: int) -> float:
    """The median ratio of CPU time, each pair measured side by side, so that a busy machine disturbs both alike."""
    return median(_cpu(ours) / max(_cpu(bare), 1e-9) for _ in range(pairs))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
