"""The tree stays readable: few names at the top, small files, every setting explained."""

import re
import subprocess

import pytest

from stepmark.platform.settings import Settings
from tests.architecture.sources import ROOT, modules, name_of

TOP_LEVEL = {
    "src", "migrations", "templates", "tests",
    "alembic.ini", "pyproject.toml", "uv.lock", "Makefile", "README.md", "LICENSE", "CHANGELOG.md",
}  # fmt: skip
MOST_LINES = 300


def test_the_top_level_holds_what_the_design_names() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_of_the_source_is_too_long_to_read() -> None:
    lengths = {name_of(file): len(file.read_text().splitlines()) for file in modules()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("field", Settings.model_fields)
def test_each_setting_is_documented(field: str) -> None:
    name = f"STEPMARK_{field.upper()}"
    assert re.search(rf"\b{name}\b", (ROOT / "README.md").read_text()), f"README.md does not explain {name}"


def test_each_switched_off_check_carries_its_reason() -> None:
    bare = re.compile(r"#\s*(noqa|type: ignore)(:\s*[A-Z]+[\d, A-Z]*|\[[\w, -]+\])?\s*$")
    silent = [
        f"{name_of(file)}:{number}"
        for folder in ("src", "tests", "migrations")
        for file in modules(ROOT / folder)
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if bare.search(line)
    ]
    assert silent == []
