"""Connections that look past workspaces, for what concerns the installation as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from stepmark.platform.db import Database

_AS_SYSTEM = text("select set_config('stepmark.system', 'on', true)")


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Everything as it stands at one moment, however long it takes to read and whatever is written meanwhile."""
    options = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.execution_options(**options).connect() as connection, connection.begin():
        _look_past_workspaces(connection)
        yield connection


@contextmanager
def replacing(database: Database) -> Iterator[Connection]:
    """One transaction in which anything may be written; undone as a whole if it fails."""
    with database.engine.execution_options(writing=True).begin() as connection:
        _look_past_workspaces(connection)
        yield connection


def _look_past_workspaces(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(_AS_SYSTEM)
