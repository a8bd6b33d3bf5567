"""Migrated databases on either backend, in milliseconds: a copied file, or a used database emptied again."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from stepmark.platform.settings import Settings
from tests.support.postgres import Cluster

BACKENDS = ("sqlite", "postgres")
_ROOT = Path(__file__).parents[2]


class Databases:
    """One worker's source of databases; a template is built when the first test of its backend asks."""

    def __init__(self, worker: str, folder: Path, start_cluster: Callable[[], Cluster]) -> None:
        self._worker, self._folder, self._start_cluster = worker, folder, start_cluster
        self._numbers = count(1)
        self._empty: list[str] = []

    @contextmanager
    def fresh(self, backend: str, data_dir: Path) -> Iterator[Settings]:
        """Settings for a migrated, empty database of its own and a data directory; dropped at the end."""
        settings = _settings(data_dir)
        if backend == "sqlite":
            data_dir.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._sqlite_template, _sqlite_file(settings))
            yield settings
        else:
            name = self._empty.pop() if self._empty else self._new_database()
            try:
                yield settings.model_copy(update={"database_url": self.cluster.url(name)})
            finally:
                self._take_back(name)

    def _new_database(self) -> str:
        name = f"{self._worker}_{next(self._numbers)}"
        self.cluster.create_database(name, self._postgres_template)
        return name

    def _take_back(self, name: str) -> None:
        # Making and dropping a database takes a hundred times longer than emptying one.
        if self.cluster.empty_database(name, self._postgres_template):
            self._empty.append(name)
        else:
            self.cluster.drop_database(name)

    @cached_property
    def cluster(self) -> Cluster:
        """The PostgreSQL cluster of the whole run."""
        return self._start_cluster()

    @cached_property
    def _sqlite_template(self) -> Path:
        settings = _settings(self._folder)
        build_template(settings)
        return _sqlite_file(settings)

    @cached_property
    def _postgres_template(self) -> str:
        name = f"{self._worker}_template"
        self.cluster.drop_database(name)  # what a failed migration left would hide that failure from the next test
        url = self.cluster.create_database(name)
        build_template(_settings(self._folder).model_copy(update={"database_url": url}))
        return name


def build_template(settings: Settings) -> None:
    """Bring the empty database that the settings name to the newest version, by the migrations alone."""
    config = Config(_ROOT / "alembic.ini")
    engine = create_engine(settings.url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def _settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir, secret_key="a key for tests only", pool_size=10, threads=10)


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.url.removeprefix("sqlite:///"))
