"""Behind the session's back, as the application's role: PostgreSQL keeps the workspaces apart by itself."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.support.databases import Databases

pytestmark = pytest.mark.postgres

INSERT = "insert into member_group (workspace_id, name) values (:theirs, 'Smuggled')"


@pytest.fixture
def two(databases: Databases) -> Iterator[Cast]:
    """A company in each of the two workspaces."""
    with databases.fresh_cast("postgres") as cast:
        cast.company("Ours")
        cast.run(create_record, COMPANY, {"name": "Theirs"}, by=cast.clara)
        yield cast


def test_without_a_workspace_nothing_is_seen(two: Cast) -> None:
    with two.database.engine.connect() as connection:
        for table in ("company", "member", "history", "step"):
            assert connection.scalar(text(f"select count(*) from {table}")) == 0


def test_with_one_only_its_rows_are_seen_and_written(two: Cast) -> None:
    with two.database.engine.begin() as connection:
        enter(connection, two.anna.workspace_id)
        assert connection.scalars(text("select name from company")).all() == ["Ours"]
        assert connection.execute(text("update company set status = 'x'")).rowcount == 1
        assert connection.execute(text("delete from company where name = 'Theirs'")).rowcount == 0


@pytest.mark.parametrize("statement", ["update company set workspace_id = :theirs", INSERT], ids=["update", "insert"])
def test_nothing_is_written_into_another_workspace(two: Cast, statement: str) -> None:
    with two.database.engine.connect() as connection:
        enter(connection, two.anna.workspace_id)
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(text(statement), {"theirs": two.clara.workspace_id})


def test_the_scope_does_not_outlive_its_transaction(two: Cast) -> None:
    with two.database.engine.connect() as connection:
        with connection.begin():
            enter(connection, two.anna.workspace_id)
        assert connection.scalar(text("select count(*) from company")) == 0


def test_every_table_of_a_workspace_has_its_policy_forced(two: Cast) -> None:
    without = """
        select column_name, table_name from information_schema.columns
        join pg_class on relname = table_name and relkind = 'r'
        where column_name = 'workspace_id' and not (relrowsecurity and relforcerowsecurity)
    """
    with two.database.engine.connect() as connection:
        # An invitation is found by its token before anybody knows its workspace.
        assert {row.table_name for row in connection.execute(text(without))} == {"access_link"}


def test_the_role_can_not_step_around_the_policies(two: Cast) -> None:
    with two.database.engine.connect() as connection:
        role = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        assert connection.scalar(text(role)) is False


def enter(connection: Connection, workspace_id: int) -> None:
    connection.execute(text("select set_config('stepmark.workspace', :id, true)"), {"id": str(workspace_id)})
