"""Each test's database is migrated and nobody else's."""

from sqlalchemy import inspect, text

from stepmark.platform.db import Database
from tests.support.databases import Databases


def test_each_database_is_migrated_and_a_world_of_its_own(databases: Databases, backend: str) -> None:
    with databases.fresh(backend) as one, databases.fresh(backend) as other:
        _execute(one, "create table probe (id integer)")
        assert "probe" in _tables(one)
        assert "probe" not in _tables(other)
        assert "alembic_version" in _tables(other)


def test_a_database_is_on_the_backend_that_was_asked_for(database: Database, backend: str) -> None:
    assert database.is_sqlite == (backend == "sqlite")


def _execute(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement))


def _tables(database: Database) -> list[str]:
    return inspect(database.engine).get_table_names()
