"""Plans: the defaults that the design names, and a file that replaces them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from stepmark.domain.plans import load_plans, plan, plan_names


@pytest.fixture(autouse=True)
def _defaults_afterwards() -> Iterator[None]:
    yield
    load_plans(None)


@pytest.mark.parametrize(
    ("name", "bindings", "rules", "users", "periodic", "api"),
    [
        ("free", 1, 3, 3, False, False),
        ("starter", 5, 10, 10, False, True),
        ("professional", 20, 100, 50, True, True),
        ("enterprise", None, None, None, True, True),
    ],
)
def test_the_defaults(
    name: str, bindings: int | None, rules: int | None, users: int | None, periodic: bool, api: bool
) -> None:
    assert plan(name).limits() == {
        "active_bindings": bindings,
        "active_rules": rules,
        "users": users,
        "periodic_rules": periodic,
        "api": api,
    }


def test_they_are_listed_from_the_smallest() -> None:
    assert plan_names() == ["free", "starter", "professional", "enterprise"]


def test_a_file_replaces_them_all_until_it_is_taken_away(tmp_path: Path) -> None:
    small = {"name": "small", **plan("free").limits(), "users": 2}
    load_plans(kept(tmp_path, [small]))
    assert plan_names() == ["small"]
    assert plan("small").users == 2
    load_plans(None)
    assert plan("free").users == 3


def test_an_unknown_plan_is_an_error() -> None:
    with pytest.raises(KeyError):
        plan("gold")


@pytest.mark.parametrize("wrong", [{}, [{"name": "small"}], [{"name": "small", "users": "many"}]], ids=str)
def test_a_file_of_another_shape_is_refused_and_changes_nothing(tmp_path: Path, wrong: object) -> None:
    with pytest.raises(ValidationError):
        load_plans(kept(tmp_path, wrong))
    assert plan("free").users == 3


def kept(folder: Path, plans: object) -> Path:
    path = folder / "plans.json"
    path.write_text(json.dumps(plans))
    return path
