"""SQLite alone: how a page looks, and what a key does on it, is not the database's business; journeys use both."""

from collections.abc import Iterator

import pytest

from stepmark.platform.db import Database
from tests.support.databases import Databases


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A migrated database of this test's own, with the cast in it."""
    with databases.fresh("sqlite", peopled=True) as database:
        yield database
