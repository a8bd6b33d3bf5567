"""A tree in the editor: there and back again, and what its buttons do."""

from typing import Any

import pytest

from stepmark.conditions.tree import dump_tree, read_tree
from stepmark.web.condition_drafts import Group, Row, blame, draft_of, edited, numbered, tree_of

LEAF = {"field": "amount", "op": "greater", "value": "10"}
OTHER = {"field": "source", "op": "filled"}


@pytest.mark.parametrize(
    "tree",
    [
        {"all": []},
        {"all": [LEAF]},
        {"any": [LEAF, OTHER]},
        {"not": {"any": [LEAF, OTHER]}},
        {"all": [LEAF, {"any": [OTHER, {"not": {"any": [LEAF]}}]}]},
    ],
)
def test_what_an_editor_shows_is_what_it_stores(tree: dict[str, Any]) -> None:
    assert tree_of(draft_of(read_tree(tree)))[0] == (tree if tree != {"not": {"any": []}} else {"all": []})


@pytest.mark.parametrize(
    ("tree", "stored"),
    [
        (LEAF, {"all": [LEAF]}),
        ({"not": LEAF}, {"not": {"any": [LEAF]}}),
        ({"not": {"all": [LEAF, OTHER]}}, {"not": {"any": [{"all": [LEAF, OTHER]}]}}),
    ],
)
def test_what_has_no_group_of_its_own_is_given_one_that_means_the_same(tree: Any, stored: Any) -> None:
    assert tree_of(draft_of(read_tree(tree)))[0] == stored
    assert dump_tree(read_tree(stored)) == stored


def test_rows_and_groups_without_a_field_are_left_out() -> None:
    draft = Group("all", [Row(), Row("source", "filled"), Group("any", [Row()])])
    assert tree_of(draft)[0] == {"all": [OTHER]}


@pytest.mark.parametrize(
    ("do", "paths", "focus"),
    [
        ("add:c", ["c.0", "c.1.0", "c.1.1", "c.2"], "c.2.field"),
        ("add:c.1", ["c.0", "c.1.0", "c.1.1", "c.1.2"], "c.1.2.field"),
        ("group:c", ["c.0", "c.1.0", "c.1.1", "c.2.0"], "c.2.0.field"),
        ("remove:c.0", ["c.0.0", "c.0.1"], "c.0.remove"),
        ("remove:c.1", ["c.0"], "c.0.remove"),
        ("remove:c.1.1", ["c.0", "c.1.0"], "c.1.0.remove"),
        ("remove:c", ["c.0", "c.1.0", "c.1.1"], "c"),
        ("remove:c.9", ["c.0", "c.1.0", "c.1.1"], "c.9"),
        ("at:c.0.op", ["c.0", "c.1.0", "c.1.1"], "c.0.op"),
        ("nonsense", ["c.0", "c.1.0", "c.1.1"], ""),
    ],
)
def test_each_button_changes_the_tree_and_says_where_one_goes_on(do: str, paths: list[str], focus: str) -> None:
    draft = draft_of(read_tree({"all": [LEAF, {"any": [LEAF, OTHER]}]}))
    assert edited(draft, do) == focus
    assert [row.path for row in draft.rows] == paths


def test_the_last_row_taken_away_leads_to_the_button_that_adds_one() -> None:
    draft = draft_of(read_tree({"all": [LEAF]}))
    assert edited(draft, "remove:c.0") == "c.add"


def test_a_fault_stands_beside_its_row_though_rows_before_it_are_empty() -> None:
    draft = draft_of(read_tree({"all": [OTHER, {"not": {"any": [LEAF]}}]}))
    draft.children.insert(0, Row())
    numbered(draft, "c")
    _raw, places = tree_of(draft)
    blame(draft, {"all/1/not/any/0/value": "wrong", "": "too deep"}, places)
    inner = draft.children[2]
    assert isinstance(inner, Group)
    assert inner.children[0].errors == {"value": "wrong"}
    assert draft.errors == {"": "too deep"}
