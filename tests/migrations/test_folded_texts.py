"""Texts that stood there before their folded columns are folded by the migration."""

from alembic import command
from sqlalchemy import text

from tests.cast import Cast
from tests.migrations.test_migrations import migrate


def test_older_texts_are_folded_too(cast: Cast) -> None:
    cast.company(status="ŁÓDŹ", address="Straße 7")
    cast.company("Quiet")
    engine = cast.database.engine.execution_options(writing=True)
    with engine.connect() as connection:
        migrate(connection, command.downgrade, "0002")
        migrate(connection, command.upgrade, "head")
    with cast.database.reading(None) as session:
        rows = session.execute(text("select status_folded, address_folded, type_folded from company order by id")).all()
    assert [tuple(row) for row in rows] == [("łódź", "strasse 7", None), (None, None, None)]
