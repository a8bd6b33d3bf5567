"""SQLite alone: how a page looks, and what a key does on it, is not the database's business; journeys use both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stepmark.platform.settings import Settings
from tests.support.databases import Databases


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a migrated, empty database of this test's own."""
    with databases.fresh("sqlite", tmp_path / "data") as settings:
        yield settings
