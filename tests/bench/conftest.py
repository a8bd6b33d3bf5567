"""Benchmarks report figures in one table at the end of the run; the suite asserts counts, never seconds."""

from collections.abc import Callable

import pytest

Report = Callable[[str, object], None]


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Put a figure into the table: `report("tick: statements", 11)`."""

    def note(name: str, value: object) -> None:
        backend = request.getfixturevalue("backend") if "backend" in request.fixturenames else ""
        request.node.user_properties.append(("bench", (name, backend, str(value))))

    return note
