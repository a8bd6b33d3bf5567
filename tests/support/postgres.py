"""A PostgreSQL cluster of our own: made for one test run on a free port, gone after it.

The application connects as APP_ROLE. It owns its databases, as the role that a self-hoster makes does, but is no
superuser and can't step around row-level security, to which FORCE subjects owners too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.support.postgres_server import SUPERUSER, running_server

APP_ROLE = "stepmark_app"


@dataclass(frozen=True)
class Cluster:
    """A running server, known by its port on 127.0.0.1; it asks for no passwords."""

    port: int

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database, as the application's role."""
        return f"postgresql+psycopg://{APP_ROLE}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make a database that the application's role owns; returns its address. Nobody may be using `template`."""
        self._execute("create database {} owner {} template {}", name, APP_ROLE, template)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database together with the connections that are still open to it."""
        self._execute("drop database if exists {} with (force)", name)

    @contextmanager
    def as_superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection that commits by itself and may do everything: for set-up, and to look behind the policies."""
        with self.superuser(database) as connection:
            yield connection

    def superuser(self, database: str) -> psycopg.Connection:
        """Such a connection, for the caller to close."""
        return psycopg.connect(host="127.0.0.1", port=self.port, user=SUPERUSER, dbname=database, autocommit=True)

    def _execute(self, statement: LiteralString, *names: str) -> None:
        with self.as_superuser() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster with the application's role in it; removed at the end, whatever happens."""
    with running_server() as port:
        yield cluster_at(port)


def cluster_at(port: int) -> Cluster:
    """A new server's cluster, with the application's role in it."""
    cluster = Cluster(port)
    with cluster.as_superuser() as connection:
        connection.execute(f"create role {APP_ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole")
    return cluster
