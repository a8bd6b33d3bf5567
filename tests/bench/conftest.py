"""Benchmarks report figures in one table at the end of the run; the suite asserts counts, never seconds."""

from collections.abc import Callable, Iterator

import pytest

from tests.bench.crowd import FEW, MANY, Crowd, crowd_of
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
def crowd(databases: Databases, backend: str, long_form: bool) -> Iterator[Crowd]:
    """Some thousands of deals, in the long form a million: made once for all benchmarks, which only read them."""
    with databases.fresh_cast(backend) as cast:
        yield crowd_of(cast, MANY if long_form else FEW)
