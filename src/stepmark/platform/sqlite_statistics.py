"""What SQLite's planner knows of the tables' sizes.

Without figures it takes a workspace's rows for a handful, and reads all of them where a few could be looked up.
PostgreSQL keeps its figures by itself.
"""

import sqlite3
from contextlib import closing
from typing import Any

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

# Entries looked at in each index: enough to tell few from many, in a few milliseconds for all.
_SAMPLE = 10_000
_FIRST = 64
log = structlog.get_logger()


class Statistics:
    """Taken anew whenever the changes since the start have doubled, and when somebody asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._changes, self._next = 0, _FIRST
        self._edition = 0
        event.listen(engine, "connect", self._note_edition)
        event.listen(engine, "checkout", self._refuse_older)

    def changed(self) -> None:
        """Count a change; to be called by the one writer while none of its transactions is open."""
        self._changes += 1
        if self._changes >= self._next:
            self._next *= 2
            self.take()

    def take(self) -> None:
        """Look at the tables; to be called by the one writer while none of its transactions is open.

        Where another process is writing, the older figures stay.
        """
        try:
            with closing(self._engine.raw_connection()) as connection:
                _analyse(connection)
        except sqlite3.OperationalError as error:
            log.warning("statistics.not_taken", error=str(error))
            return
        self._edition += 1

    def _note_edition(self, _connection: Any, record: Any) -> None:
        record.info["statistics"] = self._edition

    def _refuse_older(self, _connection: Any, record: Any, _proxy: Any) -> None:
        # A connection reads the figures once, when it is opened: the pool replaces one that is refused.
        if record.info["statistics"] != self._edition:
            raise DisconnectionError


def _analyse(connection: Any) -> None:
    connection.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("ANALYZE")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
