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
_SHAPE = """
select table_name, column_name, (select string_agg(version_num, ' ') from alembic_version)
from information_schema.columns where table_schema = 'public' order by 1, 2
"""
# Superusers may let foreign keys rest. A table that a benchmark has filled is cut off, at the same cost for any size.
_EMPTY = """
do $$
declare each record;
begin
    set local session_replication_role = replica;
    for each in select oid::regclass as name, pg_relation_size(oid) > 1000000 as is_large from pg_class
                where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version' loop
        if each.is_large then execute format('truncate %s cascade', each.name);
        else execute format('delete from %s', each.name);
        end if;
    end loop;
    for each in select oid::regclass as name from pg_class
                where relkind = 'S' and relnamespace = 'public'::regnamespace loop
        perform setval(each.name, 1, false);
    end loop;
end $$
"""


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

    def empty_database(self, name: str, like: str) -> bool:
        """Take all rows out and let ids begin at one again; False if its tables are not those of `like` any more."""
        try:
            with self.as_superuser(like) as connection:
                wanted = connection.execute(_SHAPE).fetchall()
            with self.as_superuser(name) as connection:
                connection.execute("set lock_timeout = '2s'")
                is_whole = connection.execute(_SHAPE).fetchall() == wanted
                if is_whole:
                    connection.execute(_EMPTY)
                return is_whole
        except psycopg.Error:
            # Somebody still works in it, or it is gone.
            return False

    def drop_database(self, name: str) -> None:
        """Drop a database together with the connections that are still open to it."""
        self._execute("drop database if exists {} with (force)", name)

    @contextmanager
    def as_superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """A connection that commits by itself and may do everything: for set-up, and to look behind the policies."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, dbname=database, autocommit=True
        ) as connection:
            yield connection

    def _execute(self, statement: LiteralString, *names: str) -> None:
        with self.as_superuser() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster with the application's role in it; removed at the end, whatever happens."""
    with running_server() as port:
        cluster = Cluster(port)
        with cluster.as_superuser() as connection:
            connection.execute(f"create role {APP_ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole")
        yield cluster
