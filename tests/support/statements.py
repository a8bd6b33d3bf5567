"""Counting what a piece of work asks the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from stepmark.platform.db import Database

_NOT_WORK = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SELECT SET_CONFIG")
# Those that ask and those that answer; the house's own threads sweep and tidy when their time has come.
_WHOSE = ("MainThread", "AnyIO worker thread")


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """The SQL statements that are sent inside the block; what opens, scopes and closes a transaction is left out."""
    seen: list[str] = []

    def notice(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        is_work = not statement.lstrip().upper().startswith(_NOT_WORK)
        if is_work and threading.current_thread().name.startswith(_WHOSE):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", notice)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", notice)
