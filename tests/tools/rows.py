"""The README's table of rows and the tests that prove them: `python -m tests.tools.rows --update` writes it anew."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.rows import OUTSIDE, ROWS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BEGIN, END = "<!-- rows: made by make rows -->\n", "<!-- /rows -->\n"
NAMED = re.compile(r"test_((?:[fbcsla]\d{1,2}_)+)")


class Proof(NamedTuple):
    """A test and where it stands."""

    file: str
    test: str

    @property
    def words(self) -> str:
        """Its name as a sentence, linked to its file."""
        return f"[{NAMED.sub('test_', self.test).removeprefix('test_').replace('_', ' ')}]({self.file})"


def proofs() -> dict[str, list[Proof]]:
    """The tests that prove each row, by the row's id."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        path = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for row in _rows_of(node):
                    found[row].append(Proof(path, node.name))
    return found


def table(found: Mapping[str, Sequence[Proof]]) -> str:
    """Every row with its tests; those without any are named for what they wait for."""
    lines = ["| row | what it says | proved by |", "|---|---|---|"]
    lines += [f"| {row} | {text} | {_told(row, found.get(row, ()))} |" for row, text in ROWS.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table into the README, or say how many rows have no test."""
    found = proofs()
    if "--update" in sys.argv:
        text = README.read_text("utf-8")
        before, rest = text.split(BEGIN)
        README.write_text(f"{before}{BEGIN}{table(found)}{END}{rest.split(END)[1]}", "utf-8")
    missing = [row for row in ROWS if row not in found and row not in OUTSIDE]
    print(f"{len(ROWS) - len(missing)} of {len(ROWS)} rows have a test or need the outside world; missing: {missing}")


def _told(row: str, tests: Sequence[Proof]) -> str:
    if tests:
        return " · ".join(test.words for test in tests)
    return "*needs the outside world*" if row in OUTSIDE else "*not yet*"


def _rows_of(test: ast.FunctionDef) -> Iterator[str]:
    if named := NAMED.match(test.name):
        yield from (each.upper() for each in named[1].strip("_").split("_"))
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.row":
            yield from (str(ast.literal_eval(argument)) for argument in mark.args)


if __name__ == "__main__":
    main()
