"""Counting what a piece of work asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from stepmark.platform.db import Database

_NOT_WORK = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT SET_CONFIG")


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """The SQL statements that are sent inside the block; what opens, scopes and closes a transaction is left out."""
    seen: list[str] = []

    def notice(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(_NOT_WORK):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", notice)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", notice)
