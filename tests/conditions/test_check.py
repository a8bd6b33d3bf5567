"""A tree is checked against the catalogue once; each fault is named with its place and its mend."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL
from stepmark.conditions.check import compile_conditions
from stepmark.conditions.python import holds
from stepmark.conditions.tree import read_tree
from stepmark.platform.errors import Invalid
from tests.catalogue.fields import HOSTILE
from tests.conditions.asking import CONTEXT, READER, compiled, custom, fields

NUMBER = custom("number")


@pytest.mark.parametrize(
    ("leaf", "part", "text"),
    [
        ({"field": "colour", "op": "filled"}, "field", "There is no field “colour” here, or your role may not see it."),
        ({"field": "stage.name", "op": "filled"}, "field", "There is no field “stage.name” here, or your role may not"),
        ({"field": "company.parent.parent.name", "op": "filled"}, "field", "leads over more than two links"),
        (
            {"field": "amount", "op": "contains", "value": "5"},
            "op",
            "“Amount” can't be compared by “contains”, only by",
        ),
        ({"field": "amount", "op": "greater", "value": "much"}, "value", "Enter a number."),
        ({"field": "amount", "op": "greater"}, "value", "Enter a value to compare with."),
        ({"field": "amount", "op": "greater", "value": "5 XXXX"}, "value", "Enter a number."),
        ({"field": "amount", "op": "between", "value": [5]}, "value", "Enter the first and the last value."),
        ({"field": "amount", "op": "between", "value": [5, 4]}, "value", "The first value must not be greater"),
        ({"field": "amount", "op": "filled", "value": 5}, "value", "This comparison takes no value."),
        ({"field": "status", "op": "one_of", "value": []}, "value", "Choose at least one value."),
        ({"field": "status", "op": "one_of", "value": ["open"] * 51}, "value", "At most 50 values"),
        ({"field": "status", "op": "equal", "value": "sold"}, "value", "“sold” is not an option"),
        ({"field": "title", "op": "contains", "value": " "}, "value", "Enter what to look for."),
        ({"field": "company.phones", "op": "contains", "value": "+"}, "value", "Enter what to look for."),
        ({"field": "expected_close", "op": "on", "value": "soon"}, "value", "Enter a date"),
        ({"field": "expected_close", "op": "on", "value": "2026-05-16T10:00"}, "value", "Enter a date"),
        ({"field": "expected_close", "op": "on", "value": {"relative": "easter"}}, "value", "with one of: now, today"),
        ({"field": "expected_close", "op": "on", "value": {"relative": "now"}}, "value", "days without a time"),
        (
            {"field": "expected_close", "op": "on", "value": {"relative": "today", "shift": 1e9}},
            "value",
            "whole number",
        ),
        ({"field": "expected_close", "op": "days_after", "value": -1}, "value", "from 0 to 36500"),
        ({"field": "expected_close", "op": "days_after", "value": "1.5"}, "value", "a whole number of days"),
        ({"field": "responsible_id", "op": "equal", "value": "you"}, "value", "Choose one from the list."),
        ({"field": "company.type", "op": "changed"}, "op", "only be asked about the record's own fields"),
        ({"field": "amount", "op": "changed", "before": True}, "before", "before the change already"),
    ],
)
def test_a_fault_is_named_with_its_place(leaf: Any, part: str, text: str) -> None:
    for tree, place in ((leaf, part), ({"all": [{"all": []}, {"not": leaf}]}, f"all/1/not/{part}")):
        with pytest.raises(Invalid) as refused:
            compiled(tree)
        assert list(refused.value.errors) == [place]
        assert text in str(refused.value.errors[place])


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        compiled({"any": [{"field": "a", "op": "filled"}, {"field": "amount", "op": "b"}]})
    assert list(refused.value.errors) == ["any/0/field", "any/1/op"]


@pytest.mark.parametrize(
    ("field", "op"),
    [
        ("title", "equal"), ("title", "contains"), ("title", "one_of"), ("amount", "between"), ("amount", "greater"),
        ("expected_close", "on"), ("closed_at", "between"), ("closed_at", "within"), ("company.phones", "starts_with"),
        ("responsible_id", "equal"), ("custom.number", "less"), ("status", "equal"), ("title", "filled"),
    ],
)  # fmt: skip
def test_a_hostile_value_is_taken_or_refused_in_words(field: str, op: str) -> None:
    for raw in (form for each in HOSTILE.values() for form in (each, [each], [each, 1])):
        try:
            understood = compiled({"field": field, "op": op, "value": raw}, NUMBER)
        except Invalid as refused:
            str(refused.detail).encode()
        else:
            assert not holds(understood, {}, CONTEXT), "nothing is there to compare with"


def test_a_filter_has_no_change_to_ask_about() -> None:
    for leaf, place in (
        ({"field": "amount", "op": "changed"}, "op"),
        ({"field": "amount", "op": "filled", "before": True}, "before"),
    ):
        with pytest.raises(Invalid) as refused:
            compiled(leaf, about_changes=False)
        assert list(refused.value.errors) == [place]


def test_a_field_that_was_deleted_since_leaves_a_broken_leaf_that_never_holds() -> None:
    stored = {"any": [{"field": "custom.number", "op": "filled"}, {"field": "title", "op": "equal", "value": "x"}]}
    tree = read_tree(stored)
    assert compile_conditions(tree, DEAL, fields(NUMBER), READER).broken == {}
    late = compile_conditions(tree, DEAL, fields(), READER, strict=False)
    assert list(late.broken) == ["any/0"]
    seen = holds(late, {"custom.number": 5, "title": "y"}, CONTEXT)
    assert not seen
    assert [(each.place, each.held, str(each.reason)) for each in seen.leaves] == [
        ("any/0", False, "There is no field “custom.number” here, or your role may not see it."),
        ("any/1", False, "None"),
    ]
    assert holds(late, {"title": "X"}, CONTEXT), "what still means something goes on holding"


def test_what_is_read_is_known_beforehand() -> None:
    tree = {"all": [{"field": "title", "op": "filled"}, {"field": "company.parent.name", "op": "filled"}] * 2}
    assert [path.key for path in compiled(tree).paths] == ["title", "company.parent.name"]
