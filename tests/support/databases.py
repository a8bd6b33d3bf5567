"""Migrated databases on either backend, in milliseconds: restored and used again, together with their engine.

An engine compiles each statement once, and with an engine per test that was half of all the work.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from stepmark.edge import Edge
from stepmark.platform.db import Database
from stepmark.platform.live import Hub
from tests.cast import Cast
from tests.support.postgres import Cluster
from tests.support.postgres_stock import PostgresStock
from tests.support.sqlite_stock import SqliteStock
from tests.support.stock import Stock

BACKENDS = ("sqlite", "postgres")


class Databases:
    """One worker's databases; what a backend needs is built when the first test asks for it."""

    def __init__(self, worker: str, folder: Path, start_cluster: Callable[[], Cluster]) -> None:
        self._worker, self._folder, self._start_cluster = worker, folder, start_cluster

    @contextmanager
    def fresh(self, backend: str, *, peopled: bool = False) -> Iterator[Database]:
        """A database and a data directory of its own, empty, or with the cast in it where it is `peopled`."""
        stock = self._stock(backend)
        database = stock.take(peopled=peopled)
        try:
            yield database
        finally:
            stock.take_back(database)

    @contextmanager
    def fresh_cast(self, backend: str) -> Iterator[Cast]:
        """The cast in such a database."""
        with self.fresh(backend, peopled=True) as database:
            yield self.cast_in(database)

    def cast_in(self, database: Database) -> Cast:
        """The cast of a peopled database."""
        cast = self._stock("sqlite" if database.is_sqlite else "postgres").cast
        edge = Edge(database, Hub())
        return replace(cast, database=database, edge=edge, stages=[*cast.stages], steps=[*cast.steps])

    @cached_property
    def cluster(self) -> Cluster:
        """The PostgreSQL cluster of the whole run."""
        return self._start_cluster()

    def _stock(self, backend: str) -> Stock:
        return self._sqlite if backend == "sqlite" else self._postgres

    @cached_property
    def _sqlite(self) -> Stock:
        return SqliteStock(self._folder / "sqlite")

    @cached_property
    def _postgres(self) -> Stock:
        return PostgresStock(self._folder / "postgres", self.cluster, self._worker)
