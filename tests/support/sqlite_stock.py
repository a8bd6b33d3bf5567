"""SQLite's databases: files copied from two that were made once."""

import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import event

from stepmark.platform.db import Database
from stepmark.platform.settings import Settings
from tests.cast import Cast, make_cast
from tests.support.stock import Stock, migrate, settings_for


class SqliteStock(Stock):
    """One file per database, in its data directory. A connection to what lay there before can't reach the new one."""

    @cached_property
    def cast(self) -> Cast:  # type: ignore[override]  # made when the first test asks
        database = self._made(0)
        self._restore(database, peopled=False)
        cast = make_cast(database)
        database.close()
        return cast

    def _made(self, number: int) -> Database:
        database = Database(settings_for(self._folder / str(number)))
        event.listen(database.engine, "connect", _hurry)
        return database

    def _restore(self, database: Database, peopled: bool) -> bool:
        file = _file(self.cast.database.settings) if peopled else self._empty
        shutil.copyfile(file, _file(database.settings))
        return True

    def _discard(self, database: Database) -> None:
        """Its number is not given again."""

    @cached_property
    def _empty(self) -> Path:
        settings = settings_for(self._folder / "empty")
        settings.data_dir.mkdir(parents=True)
        migrate(settings)
        return _file(settings)


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # a crash may lose everything here


def _file(settings: Settings) -> Path:
    return Path(settings.url.removeprefix("sqlite:///"))
