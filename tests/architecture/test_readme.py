"""The README says what there is, and all of it."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from stepmark.cli import app
from stepmark.importing.mapping import Mapping, read_mapping
from stepmark.platform.errors import STATUS
from stepmark.platform.settings import Settings
from tests.architecture.sources import ROOT
from tests.rows import ROWS
from tests.tools.rows import proofs, table

README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
MOST_PICTURE_BYTES = 250_000
# Named by its folder alone where a path would say it twice.
FOLDERS = (ROOT, ROOT / "src" / "stepmark")
MADE_LATER = {"build/screenshots", "data/", "imports/import-N.csv"}


def test_no_setting_is_explained_that_does_not_exist() -> None:
    named = set(re.findall(r"\bSTEPMARK_([A-Z_]+)\b", README))
    assert named == {field.upper() for field in Settings.model_fields}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_each_default_is_the_real_one(name: str) -> None:
    default = re.search(rf"\| `STEPMARK_{name.upper()}` \| `?([^|`]+)`? \|", README)
    assert default is not None
    assert default[1].strip() == _default_in_words(Settings.model_fields[name].default)


def test_each_command_is_listed_and_no_other() -> None:
    listed = set(re.findall(r"^\| `stepmark ([a-z]+(?: (?:create|plan|add|password))?)", README, re.MULTILINE))
    assert listed == set(_commands(typer.main.get_command(app)))


def test_each_type_of_problem_is_listed_and_no_other() -> None:
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| (\d{3}) \|", README, re.MULTILINE)
    listed = {name: int(status) for names, status in rows for name in re.findall(r"[a-z-]+", names)}
    assert listed == STATUS | {"fault": 500}


def test_the_sample_mapping_can_be_read_and_shows_every_key() -> None:
    sample = re.search(r"```json\n(.*?)```", README, re.DOTALL)
    assert sample is not None
    assert read_mapping(sample[1]).model_fields_set == set(Mapping.model_fields)


def test_each_library_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = README.partition("## Libraries")[2]
    names = {re.split(r"[\[<>=]", dependency)[0] for dependency in project["dependencies"]}
    assert {name for name in names if not re.search(rf"\b{name}\b", reasons)} == set()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))))
def test_each_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w.-]*)`", README)) - MADE_LATER))
def test_each_path_leads_somewhere(path: str) -> None:
    assert any((folder / path).exists() for folder in FOLDERS), f"the README names {path}"


def test_the_table_of_rows_is_what_the_tests_say() -> None:
    assert table(proofs()) in README, "make rows brings it up to date"


def test_tests_prove_rows_that_there_are() -> None:
    assert set(proofs()) <= set(ROWS)


@pytest.mark.parametrize("picture", re.findall(r"!\[[^]]+\]\(([^)]+)\)", README))
def test_each_picture_is_there_and_small(picture: str) -> None:
    assert (ROOT / picture).stat().st_size <= MOST_PICTURE_BYTES


def _commands(group: Any, path: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}"


def _default_in_words(default: object) -> str:
    words: dict[object, str] = {"": "empty", None: "none", False: "false"}
    return words.get(default, str(default))
