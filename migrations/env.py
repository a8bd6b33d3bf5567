"""Runs migrations over the connection that the command line hands in, or over the configured database."""

from alembic import context
from sqlalchemy import Connection, create_engine, text

import stepmark.domain  # noqa: F401 - maps every table
from stepmark.platform.mapping import Base
from stepmark.platform.settings import Settings


def run(connection: Connection) -> None:
    """Migrate over one connection, in one transaction where the database can."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            # Row-level security is forced on the owner too; a migration works on all workspaces.
            connection.execute(text("select set_config('stepmark.system', 'on', true)"))
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(Settings().url).begin() as opened:
        run(opened)
