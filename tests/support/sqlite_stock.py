"""SQLite's databases: emptied, and filled again by the rows of one that was made once."""

import shutil
import sqlite3
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event

from stepmark.platform.db import Database
from stepmark.platform.settings import Settings
from tests.cast import Cast, make_cast
from tests.support.stock import Stock, migrate, settings_for


class _Behind(NamedTuple):
    """Our own connection to a database, the file that it was opened on, and the shape which that had."""

    connection: sqlite3.Connection
    inode: int
    shape: int


class SqliteStock(Stock):
    """One file per database, in its data directory. It stays, so that the connections to it may stay open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._behind: dict[Path, _Behind] = {}

    @cached_property
    def cast(self) -> Cast:  # type: ignore[override]  # made when the first test asks
        database = self._made(0)
        self._is_restored(database, peopled=False)
        cast = make_cast(database)
        database.close()
        self._forget(_file(database.settings))
        return cast

    def _made(self, number: int) -> Database:
        database = Database(settings_for(self._folder / str(number)))
        event.listen(database.engine, "connect", _hurry)
        return database

    def _clear(self, settings: Settings) -> None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        database = _file(settings).name
        for each in settings.data_dir.iterdir():
            if each.is_dir():
                shutil.rmtree(each)
            elif not each.name.startswith(database):
                each.unlink()

    def _restore(self, database: Database, peopled: bool) -> bool:
        file, model = _file(database.settings), self._peopled if peopled else self._unpeopled
        if file not in self._behind:
            shutil.copyfile(self._empty, file)
            self._behind[file] = _opened(file)
        behind = self._behind[file]
        try:
            if not file.exists() or (file.stat().st_ino, _shape(behind.connection)) != behind[1:]:
                return False  # a test has put another one there
            _fill(behind.connection, model)
        except sqlite3.OperationalError:
            return False  # somebody still works in it
        return True

    def _discard(self, database: Database) -> None:
        """Its number is not given again."""
        database.close()
        self._forget(_file(database.settings))

    def _forget(self, file: Path) -> None:
        self._behind.pop(file).connection.close()

    @cached_property
    def _peopled(self) -> list[tuple[str, list[Any]]]:
        return _rows_of(_file(self.cast.database.settings))

    @cached_property
    def _unpeopled(self) -> list[tuple[str, list[Any]]]:
        return _rows_of(self._empty)

    @cached_property
    def _empty(self) -> Path:
        settings = settings_for(self._folder / "empty")
        settings.data_dir.mkdir(parents=True)
        migrate(settings)
        return _file(settings)


def _opened(file: Path) -> _Behind:
    connection = sqlite3.connect(file, timeout=2, isolation_level=None, cached_statements=500)
    _hurry(connection, None)
    return _Behind(connection, file.stat().st_ino, _shape(connection))


def _shape(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA schema_version").fetchone()[0])


def _rows_of(model: Path) -> list[tuple[str, list[Any]]]:
    """All tables of a database with their rows."""
    connection = sqlite3.connect(model)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    # SQLite's own account of the ids that it gave comes last, since filling the others writes into it.
    tables.sort(key=lambda name: name == "sqlite_sequence")
    rows = [(name, connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables]
    connection.close()
    return rows


def _fill(connection: sqlite3.Connection, model: list[tuple[str, list[Any]]]) -> None:
    """Make all rows of a database those of the model."""
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in model:
        connection.execute(f'DELETE FROM "{table}"')
        if rows:
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
    connection.execute("COMMIT")


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # a crash may lose everything here


def _file(settings: Settings) -> Path:
    return Path(settings.url.removeprefix("sqlite:///"))
