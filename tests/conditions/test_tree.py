"""Stored trees are read whole or refused at the place of the fault, however hostile."""

from typing import Any

import pytest

from stepmark.conditions.tree import ALWAYS, DEEPEST, MOST_NODES, dump_tree, read_tree
from stepmark.platform.errors import Invalid

LEAF = {"field": "amount", "op": "greater", "value": "10000"}


@pytest.mark.parametrize(
    "stored",
    [
        LEAF,
        {**LEAF, "before": True},
        {"field": "title", "op": "filled"},
        {"all": []},
        {"any": [LEAF, {"not": {"all": [LEAF, LEAF]}}]},
        {"field": "amount", "op": "between", "value": [1, {"amount": "2", "currency": "EUR"}]},
    ],
)
def test_a_tree_comes_back_as_it_was_stored(stored: Any) -> None:
    assert dump_tree(read_tree(stored)) == stored


def test_no_conditions_are_an_empty_group() -> None:
    assert dump_tree(ALWAYS) == {"all": []}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (None, ""),
        ([], ""),
        ("amount > 5", ""),
        ({}, ""),
        ({"all": 1}, "all"),
        ({"all": None}, "all"),
        ({"all": "ab"}, "all"),
        ({"all": [LEAF, {}]}, "all/1"),
        ({"all": [LEAF], "any": []}, "any"),
        ({"not": [LEAF]}, "not"),
        ({"any": [{"not": {"field": 5, "op": "filled"}}]}, "any/0/not/field"),
        ({"field": "amount"}, "op"),
        ({**LEAF, "before": "yes"}, "before"),
        ({**LEAF, "colour": "red"}, "colour"),
        ({**LEAF, "\x00": 1}, "\N{REPLACEMENT CHARACTER}"),
        ({**LEAF, "\ud800": 1}, ""),
        ({**LEAF, "op": "\ud800"}, "op"),
        ({**LEAF, "field": "x" * 1000}, "field"),
    ],
)
def test_what_is_no_tree_is_refused_where_it_is_none(raw: Any, place: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_tree(raw)
    assert list(refused.value.errors) == [place]
    assert "A condition is" in str(refused.value.detail)


def nested(depth: int) -> Any:
    return LEAF if depth == 1 else {"not": nested(depth - 1)}


def test_depth_is_bounded() -> None:
    assert read_tree(nested(DEEPEST))
    with pytest.raises(Invalid, match=f"at most {DEEPEST} deep"):
        read_tree(nested(DEEPEST + 1))


def test_size_is_bounded() -> None:
    assert read_tree({"all": [LEAF] * (MOST_NODES - 1)})
    many: Any = {"any": [{"all": [{}] * 10**6}] * 100}
    for hostile in ({"all": [LEAF] * MOST_NODES}, many):
        with pytest.raises(Invalid, match=f"At most {MOST_NODES} conditions"):
            read_tree(hostile)


def test_a_bottomless_tree_is_refused_before_anything_goes_down_into_it() -> None:
    deep: Any = LEAF
    for _each in range(20_000):
        deep = {"not": deep}
    with pytest.raises(Invalid, match="deep inside"):
        read_tree(deep)
