"""PostgreSQL's databases: emptied, and filled again by the rows of one that was made once."""

from functools import cached_property
from pathlib import Path

import psycopg

from stepmark.platform.db import Database
from tests.cast import Cast, make_cast
from tests.support.postgres import Cluster
from tests.support.postgres_rows import EMPTYING, filling, shape
from tests.support.stock import Stock, migrate, settings_for


class PostgresStock(Stock):
    """Making and dropping a database takes fifty times longer than restoring one."""

    def __init__(self, folder: Path, cluster: Cluster, worker: str) -> None:
        super().__init__(folder)
        self._cluster, self._worker = cluster, worker
        self._behind: dict[str, psycopg.Connection] = {}

    @cached_property
    def cast(self) -> Cast:  # type: ignore[override]  # made when the first test asks
        database = self._made(0)
        cast = make_cast(database)
        database.close()
        return cast

    def _made(self, number: int) -> Database:
        name = f"{self._worker}_{number}"
        return Database(settings_for(self._folder / str(number), self._cluster.create_database(name, self._template)))

    def _restore(self, database: Database, peopled: bool) -> bool:
        try:
            connection = self._connection(_name(database))
            is_whole = shape(connection) == self._shape
            if is_whole:
                connection.execute(EMPTYING + (self._filling if peopled else b""))
        except psycopg.Error:
            return False  # somebody still works in it, or it is gone
        return is_whole

    def _discard(self, database: Database) -> None:
        name = _name(database)
        if name in self._behind:
            self._behind.pop(name).close()
        self._cluster.drop_database(name)

    def _connection(self, name: str) -> psycopg.Connection:
        """A superuser's, kept open: a new one would learn all tables anew."""
        if name not in self._behind:
            self._behind[name] = self._cluster.superuser(name)
            self._behind[name].execute("set lock_timeout = '2s'; set session_replication_role = replica")
        return self._behind[name]

    @cached_property
    def _filling(self) -> bytes:
        with self._cluster.as_superuser(_name(self.cast.database)) as connection:
            return filling(connection)

    @cached_property
    def _shape(self) -> object:
        with self._cluster.as_superuser(self._template) as connection:
            return shape(connection)

    @cached_property
    def _template(self) -> str:
        name = f"{self._worker}_template"
        self._cluster.drop_database(name)  # what a failed migration left would hide that failure from the next test
        migrate(settings_for(self._folder / "template", self._cluster.create_database(name)))
        return name


def _name(database: Database) -> str:
    return database.settings.database_url.rpartition("/")[2]
