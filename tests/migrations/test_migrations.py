"""Migrations go up and down on an empty and on a full database, and arrive at what the models say."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import JSON, BigInteger, Boolean, Connection, Date, Float, Index, Integer, String, inspect, text

import stepmark.domain  # noqa: F401 - maps every table
from stepmark.catalogue.kinds import COMPANY, CONTACT
from stepmark.commands.documents import DOCUMENT, add_version
from stepmark.commands.files import Upload
from stepmark.commands.records import create_record
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.platform.clock import now
from stepmark.platform.db import Database
from stepmark.platform.mapping import Base, Moment, RowId
from tests.architecture.sources import ROOT
from tests.cast import Cast

# The queue's own tables, which no model maps.
JOBS = ("procrastinate", "idx_procrastinate")
TABLES = set(Base.metadata.tables)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection as migrations use it."""
    engine = database.engine.execution_options(writing=True)
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_migrations_go_down_to_nothing_and_up_again(connection: Connection, cast: Cast, full: bool) -> None:
    if full:
        fill(cast)
    else:
        empty(cast)
    migrate(connection, command.downgrade, "base")
    assert set(inspect(connection).get_table_names()) & TABLES == set()
    connection.rollback()
    migrate(connection, command.upgrade, "head")
    assert set(inspect(connection).get_table_names()) >= TABLES


# SQLAlchemy can't read SQLite's indexes on expressions and says so; the next test looks for them by name.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
def test_the_database_is_what_the_models_say(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Base.metadata})
    context.opts["include_name"] = lambda name, _kind, _parents: not str(name).startswith(JOBS)
    differences = [each for each in compare_metadata(context, Base.metadata) if not _is_on_an_expression(each)]
    assert differences == []


def test_indexes_on_expressions_are_there(connection: Connection) -> None:
    wanted = {
        (table.name, index.name)
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if _has_an_expression(index)
    }
    assert len(wanted) >= 5
    assert wanted <= {(table, name) for table in TABLES for name in _indexes(connection, table)}


def test_every_table_that_the_cast_can_fill_has_rows(cast: Cast) -> None:
    fill(cast)
    with cast.database.reading(None) as session:
        empty_ones = {table for table in TABLES if not session.scalar(text(f"select count(*) from {table}"))}
    assert empty_ones == set()


def migrate(connection: Connection, way: Any, target: str) -> None:
    """Run alembic over this connection, as the command line does."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    with connection.begin():
        way(config, target)


def fill(cast: Cast) -> None:
    """A row in every table: what verbs make, and for the rest a row made of each column's type."""
    field = cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    company, contact = cast.company(phones=["+48 600 100 200"]), cast.contact()
    people: dict[str, Any] = {"contact_ids": [contact], "co_executor_ids": [cast.boris.member_id]}
    deal = cast.deal(company_id=company, custom__budget=5, **people)
    cast.run(finish_task, cast.run(add_task_to_step, deal, cast.steps[1], {"title": "Ask"}))
    cast.run(add_version, cast.run(create_record, DOCUMENT, {"title": "Offer"}), [Upload("Offer.pdf", "a" * 64, 1)])
    assert field
    assert cast.run(create_record, COMPANY, {"name": "Part", "parent_id": company})
    assert cast.run(create_record, CONTACT, {"name": "Ola", "company_id": company})
    with cast.database.writing(None) as session:
        for table in Base.metadata.sorted_tables:
            if not session.scalar(text(f"select count(*) from {table.name}")):
                session.execute(table.insert().values(**{c.name: _sample(c, cast) for c in table.c if c.name != "id"}))
        session.commit()


def empty(cast: Cast) -> None:
    with cast.database.writing(None) as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        session.commit()


def _sample(column: Any, cast: Cast) -> Any:
    if column.nullable:
        return None
    if column.name == "workspace_id":
        return cast.anna.workspace_id
    if column.name == "member_id":
        return cast.anna.member_id
    samples: dict[type, Any] = {
        Boolean: False,
        Integer: 1,
        BigInteger: 1,
        Date: now().date(),
        RowId: 1,
        String: "x",
        Float: 0.0,
        JSON: {},
        Moment: now(),
    }
    return next(sample for kind, sample in samples.items() if isinstance(column.type, kind))


def _is_on_an_expression(difference: Any) -> bool:
    # Alembic can't compare these; the test below looks for them by name.
    return isinstance(difference, tuple) and isinstance(difference[-1], Index) and _has_an_expression(difference[-1])


def _has_an_expression(index: Index) -> bool:
    return len(index.columns) < len(index.expressions)


def _indexes(connection: Connection, table: str) -> list[str]:
    if connection.dialect.name == "postgresql":
        return list(connection.scalars(text("select indexname from pg_indexes where tablename = :t"), {"t": table}))
    query = "select name from sqlite_master where type = 'index' and tbl_name = :t"
    return list(connection.scalars(text(query), {"t": table}))
