"""Some questions are about rules."""

import pytest

from tests.cast import Cast
from tests.support.rules import Rules


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """Rules in Anna's workspace, owned by her."""
    return Rules(cast)
