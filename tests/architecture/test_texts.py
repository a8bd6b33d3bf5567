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


def test_what_is_counted_stands_where_translators_find_it() -> None:
    counted = [(each, name_of(file)) for file in modules() for each in _counting(file)]
    hidden = [f"{name}:{each.lineno}" for each, name in counted if not all(map(_is_written_out, each.args[:2]))]
    # Where a message is translated, it comes from elsewhere.
    assert [each for each in hidden if "platform/i18n.py" not in each] == []
    assert len(counted) > 20


def _counting(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ngettext_lazy", "ngettext"):
            yield node


def _is_written_out(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant)


def _put_together(file: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.JoinedStr):
            words = [part.value for part in node.values if isinstance(part, ast.Constant)]
            yield from [node.lineno] * any("“" in str(each) for each in words)
