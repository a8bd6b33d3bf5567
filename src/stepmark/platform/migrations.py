"""Bringing a database to the newest shape of its tables, and telling whether it has it."""

from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text

from stepmark.platform.paths import migrations_dir
from stepmark.platform.settings import Settings

_LOCK = 5_337_627


def migrate(settings: Settings) -> None:
    """Run what is missing of the migrations, in one transaction, one process at a time."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = _engine(settings)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def revision(connection: Connection) -> str | None:
    """The migration that the database is at; None for one without tables."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The migration that this version of the product wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _engine(settings: Settings) -> Engine:
    """Not the product's own: SQLite rebuilds tables to alter them, which enforced foreign keys would cascade from."""
    if settings.database_url:
        return create_engine(settings.url)
    engine = create_engine(settings.url, connect_args={"isolation_level": None})
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
