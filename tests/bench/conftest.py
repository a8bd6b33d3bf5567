"""Benchmarks report figures in one table at the end of the run; the suite asserts counts, never seconds."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from stepmark.platform.db import Database
from tests.bench.crowd import FEW, MANY, Crowd, crowd_of
from tests.cast import make_cast
from tests.support.databases import Databases

Report = Callable[[str, object], None]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Put a figure into the table: `report("tick: statements", 11)`."""

    def note(name: str, value: object) -> None:
        backend = request.getfixturevalue("backend") if "backend" in request.fixturenames else ""
        request.node.user_properties.append(("bench", (name, backend, str(value))))

    return note


@pytest.fixture(scope="session")
def crowd(
    databases: Databases, backend: str, tmp_path_factory: pytest.TempPathFactory, long_form: bool
) -> Iterator[Crowd]:
    """Some thousands of deals, in the long form a million: made once for all benchmarks, which only read them."""
    folder = tmp_path_factory.mktemp("crowd")
    with databases.fresh(backend, folder) as settings, closing(Database(settings)) as database:
        yield crowd_of(make_cast(database), settings, MANY if long_form else FEW)
    shutil.rmtree(folder)
