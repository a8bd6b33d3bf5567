"""SQLite's databases: emptied, and filled again by the rows of one that was made once."""

import shutil
import sqlite3
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event

from stepmark.platform.db import Database
from stepmark.platform.settings import Settings
from tests.cast import Cast, make_cast
from tests.support.stock import Stock, migrate, settings_for

# SQLite's own account of the ids that it gave.
_IDS = "sqlite_sequence"


class _Behind(NamedTuple):
    """Our own connection to a database, the file that it was opened on, and the version of its shape."""

    connection: sqlite3.Connection
    inode: int
    version: int


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
        try:
            if not self._is_as_it_was(database, self._behind[file]):
                return False
            _fill(self._behind[file].connection, model)
        except sqlite3.OperationalError:
            return False  # somebody still works in it
        return True

    def _is_as_it_was(self, database: Database, behind: _Behind) -> bool:
        """Whether a test has left the file there and its tables as they were; statistics of theirs are taken away."""
        file = _file(database.settings)
        if not file.exists() or file.stat().st_ino != behind.inode:
            return False
        if _version(behind.connection) == behind.version:
            return True
        if _shape(behind.connection) != self._shape:
            return False
        behind.connection.execute("DROP TABLE IF EXISTS sqlite_stat1")
        database.close()  # connections read statistics once
        self._behind[file] = behind._replace(version=_version(behind.connection))
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
    def _shape(self) -> list[Any]:
        with closing(_opened(self._empty).connection) as connection:
            return _shape(connection)

    @cached_property
    def _empty(self) -> Path:
        settings = settings_for(self._folder / "empty")
        settings.data_dir.mkdir(parents=True)
        migrate(settings)
        return _file(settings)


def _opened(file: Path) -> _Behind:
    connection = sqlite3.connect(file, timeout=2, isolation_level=None, cached_statements=500)
    _hurry(connection, None)
    return _Behind(connection, file.stat().st_ino, _version(connection))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA schema_version").fetchone()[0])


def _shape(connection: sqlite3.Connection) -> list[Any]:
    query = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2"
    return connection.execute(query).fetchall()


def _rows_of(model: Path) -> list[tuple[str, list[Any]]]:
    """All tables of a database with their rows."""
    with closing(sqlite3.connect(model)) as connection:
        return _all_rows(connection)


def _all_rows(connection: sqlite3.Connection) -> list[tuple[str, list[Any]]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    tables.sort(key=lambda name: name == _IDS)
    return [(name, connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables]


def _fill(connection: sqlite3.Connection, model: list[tuple[str, list[Any]]]) -> None:
    """Make all rows of a database those of the model."""
    connection.execute("BEGIN IMMEDIATE")
    filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table, _rows in model)
    for (table,) in connection.execute(filled).fetchall():
        connection.execute(f'DELETE FROM "{table}"')
    for table, rows in model:
        if table == _IDS:
            connection.execute(f'DELETE FROM "{table}"')  # filling the others has written into it
        if rows:
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
    connection.execute("COMMIT")


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # a crash may lose everything here


def _file(settings: Settings) -> Path:
    return Path(settings.url.removeprefix("sqlite:///"))
