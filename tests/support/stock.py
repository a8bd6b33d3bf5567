"""Databases of one backend that are lent to tests and restored for the next ones."""

import shutil
from abc import ABC, abstractmethod
from functools import cache
from itertools import count
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from stepmark.automation.rule_sets import forget_rules
from stepmark.platform.db import Database
from stepmark.platform.settings import Settings
from tests.cast import Cast

_ROOT = Path(__file__).parents[2]
_KEPT = 2


class Stock(ABC):
    """What has been made already is lent again; data directories lie in `folder`."""

    cast: Cast  # of a peopled database

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._idle: list[Database] = []

    def take(self, *, peopled: bool) -> Database:
        """A database of the newest version with nothing in it, or nothing but the cast; its data directory is empty."""
        while self._idle:
            database = self._idle.pop()
            if self._is_restored(database, peopled):
                return database
            self._discard(database)
        database = self._made(next(self._numbers))
        if not self._is_restored(database, peopled):
            raise RuntimeError("a new database can't be written to")
        return database

    def take_back(self, database: Database) -> None:
        """Lend it again, unless somebody still works in it."""
        is_at_rest = database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # ours is a QueuePool
        forget_rules(database.engine)
        if is_at_rest:
            self._rest(database)
            self._idle.append(database)
        else:
            database.close()
            self._discard(database)

    def _is_restored(self, database: Database, peopled: bool) -> bool:
        data_dir = database.settings.data_dir
        self._clear(database.settings)
        database.settings = settings_for(data_dir, database.settings.database_url)  # a test may have changed them
        return self._restore(database, peopled)

    def _clear(self, settings: Settings) -> None:
        """Take away what a test has left in its data directory."""
        shutil.rmtree(settings.data_dir, ignore_errors=True)
        settings.data_dir.mkdir(parents=True)

    @abstractmethod
    def _made(self, number: int) -> Database: ...

    @abstractmethod
    def _restore(self, database: Database, peopled: bool) -> bool:
        """Bring a database back to its first state; False if that can't be done to this one."""

    def _rest(self, database: Database) -> None:
        """Keep the few connections that most tests need: each new one costs some ms and learns all tables anew."""
        if database.engine.pool.checkedin() > _KEPT:  # type: ignore[attr-defined]  # ours is a QueuePool
            database.close()

    @abstractmethod
    def _discard(self, database: Database) -> None: ...


def migrate(settings: Settings) -> None:
    """Bring the empty database that the settings name to the newest version, by the migrations alone."""
    config = Config(_ROOT / "alembic.ini")
    engine = create_engine(settings.url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def settings_for(data_dir: Path, database_url: str = "") -> Settings:
    """The settings of all tests' databases."""
    return _settings().model_copy(update={"data_dir": data_dir, "database_url": database_url})


@cache
def _settings() -> Settings:
    # Kept, since looking for each setting in the environment takes a millisecond.
    return Settings(secret_key="a key for tests only", public_url="https://crm.example.com", pool_size=10, threads=10)
