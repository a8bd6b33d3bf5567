"""What people read is translated as a whole: its quotation marks stand in messages, for other languages to replace."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import modules, name_of

# The command line, and the description of the API.
ENGLISH_ALONE = ("src/stepmark/cli/", "src/stepmark/web/api/")


def test_no_english_quotation_marks_are_put_round_a_value_outside_a_message() -> None:
    quoted = [f"{name_of(file)}:{line}" for file in modules() for line in _put_together(file)]
    assert [each for each in quoted if not each.startswith(ENGLISH_ALONE)] == []
    assert quoted, "the command line quotes, so that this sees quotation marks at all"


def _put_together(file: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.JoinedStr):
            words = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield from [node.lineno] * any("“" in str(each) for each in words)
