"""One place commits, so that a change and all that follows from it stand or fall together."""

from tests.architecture.sources import PACKAGE, methods_called_in, modules, name_of

COMMITTING = {"src/stepmark/edge.py"}


def test_only_the_edge_commits() -> None:
    committing = {name_of(file) for file in modules() if "commit" in methods_called_in(file)}
    assert committing == COMMITTING


def test_only_the_edge_opens_writing_transactions() -> None:
    opening = {name_of(file) for file in modules() if "writing" in methods_called_in(file)}
    assert opening - {name_of(PACKAGE / "platform" / "db.py")} == COMMITTING
