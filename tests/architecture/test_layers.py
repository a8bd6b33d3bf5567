"""Imports go downwards, and each floor keeps to its own tools."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT, imports_of, modules, name_of

WEB_FRAMEWORK = {"fastapi", "starlette", "uvicorn"}
# What a floor must do without. Absent floors have no files, and so break no rule.
FOREIGN = {
    "platform": WEB_FRAMEWORK,
    "domain": WEB_FRAMEWORK | {"jinja2"},
    "channels": WEB_FRAMEWORK | {"sqlalchemy"},
    "catalogue": WEB_FRAMEWORK | {"jinja2"},
    "conditions": WEB_FRAMEWORK | {"jinja2"},
    "queries": WEB_FRAMEWORK | {"jinja2"},
    "commands": WEB_FRAMEWORK,
    "automation": WEB_FRAMEWORK,
    "edge.py": WEB_FRAMEWORK,
    "worker": WEB_FRAMEWORK,
}


def test_imports_go_downwards_only() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("floor", "foreign"), FOREIGN.items(), ids=FOREIGN)
def test_a_floor_keeps_to_its_own_tools(floor: str, foreign: set[str]) -> None:
    files = [PACKAGE / floor] if floor.endswith(".py") else modules(PACKAGE / floor)
    found = {name_of(file): used for file in files if (used := _libraries(file) & foreign)}
    assert found == {}


def _libraries(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports_of(file)}
