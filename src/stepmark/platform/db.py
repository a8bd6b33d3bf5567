"""The database: one engine, reading and writing sessions, and on SQLite one writer at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from stepmark.platform.days import local_day
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Moment
from stepmark.platform.sealing import keep_box
from stepmark.platform.settings import Settings
from stepmark.platform.sqlite_statistics import Statistics
from stepmark.platform.tenancy import ScopedSession, as_system, enter_workspace
from stepmark.platform.text import fold

WRITER_PATIENCE = 5.0
_RETRIED = {"40001", "40P01", "55P03"}


class Database:
    """The process's way to its data; made once, closed at shutdown."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = _engine(settings)
        keep_box(self.engine, settings.signing_key)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._statistics = Statistics(self.engine) if self.is_sqlite else None
        self._reader = self.engine.execution_options(**({} if self.is_sqlite else {"postgresql_readonly": True}))
        self._writer = self.engine.execution_options(writing=True)
        self._turn = threading.Lock()

    @contextmanager
    def reading(self, workspace_id: int | None, **info: Any) -> Iterator[ScopedSession]:
        """A session that may not write; without a workspace it looks across all, as sign-in must.

        `info` is what queries find in it of whoever reads.
        """
        with self._session(self._reader, workspace_id, **info) as session:
            yield session

    @contextmanager
    def writing(self, workspace_id: int | None) -> Iterator[ScopedSession]:
        """A session for one change; whoever opens it commits. Waits for its turn, then refuses with `busy`."""
        with self._one_writer():
            with self._session(self._writer, workspace_id, writing=True) as session:
                yield session
            if self._statistics is not None:
                self._statistics.changed()

    def refresh_statistics(self) -> None:
        """Let the planner know how the tables have grown, where the database does not see to it by itself."""
        if self._statistics is not None:
            with self._one_writer():
                self._statistics.take()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _session(self, engine: Engine, workspace_id: int | None, **info: Any) -> Iterator[ScopedSession]:
        info = {"public_url": self.settings.public_url, **info}
        with ScopedSession(engine, expire_on_commit=False, close_resets_only=False, info=info) as session:
            if workspace_id is None:
                as_system(session)
            else:
                enter_workspace(session, workspace_id)
            yield session

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        with self._taken() if self.is_sqlite else nullcontext():
            yield

    @contextmanager
    def _taken(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=WRITER_PATIENCE):
            raise Problem("busy", _("Many changes are being saved right now. Try again in a moment."))
        try:
            yield
        finally:
            self._turn.release()


def database_now(session: Session) -> datetime:
    """The present by the database's clock, which all that work with it share; whole seconds on SQLite."""
    is_sqlite = session.connection().dialect.name == "sqlite"
    clock = func.current_timestamp() if is_sqlite else func.timezone("utc", func.clock_timestamp())
    return session.connection().execute(select(type_coerce(clock, Moment))).scalar_one()


def is_worth_retrying(error: DBAPIError) -> bool:
    """Whether the same work may succeed when done again: a lost race, a deadlock, a busy database."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _RETRIED or "database is locked" in str(error.orig)


def _engine(settings: Settings) -> Engine:
    # Parameters are hidden from error messages, which end in the log: customers' data and hashes don't belong there.
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(settings)
    return create_engine(url, pool_size=settings.pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True)


def _sqlite(settings: Settings) -> Engine:
    url = make_url(settings.url)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=settings.pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": WRITER_PATIENCE},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.create_function("fold", 1, lambda text: None if text is None else fold(text), deterministic=True)
    connection.create_function("local_day", 2, local_day, deterministic=True)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -20000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # The driver's own IMMEDIATE setting loses updates silently, so the transaction is opened here.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
