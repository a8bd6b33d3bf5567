"""Actions go through verbs, which are tried on both databases elsewhere."""

import pytest


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"
