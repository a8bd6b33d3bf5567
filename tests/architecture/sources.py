"""The product's own files, read as text and as syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "stepmark"


def modules(folder: Path = PACKAGE) -> list[Path]:
    """Every Python file in a folder."""
    return sorted(folder.rglob("*.py"))


def name_of(file: Path) -> str:
    """The path as people write it, such as `src/stepmark/edge.py`."""
    return file.relative_to(ROOT).as_posix()


def imports_of(file: Path) -> Iterator[str]:
    """Full names of the modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def methods_called_in(file: Path) -> set[str]:
    """Names of the methods that a file calls: `commit` for `session.commit()`."""
    calls = (node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    return {function.attr for function in calls if isinstance(function, ast.Attribute)}
