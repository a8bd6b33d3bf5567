"""Comparisons with constants: read as values of the field, and told by their names."""

import pytest

from stepmark.catalogue.constants import keys_in
from stepmark.catalogue.kinds import DEAL, KINDS
from stepmark.catalogue.types.base import Reader
from stepmark.conditions.check import Leaf, compile_conditions
from stepmark.conditions.tree import read_tree
from stepmark.conditions.words import sentence
from stepmark.platform.errors import Invalid

FIELDS = {kind.name: {field.key: field for field in kind.system_fields} for kind in KINDS.values()}
READER = Reader(
    constants={
        "large": {"name": "Large deal", "type": "money", "value": {"amount": "10000.00", "currency": "PLN"}},
        "patience": {"name": "Patience", "type": "number", "value": 14},
    }
)
LARGE = {"field": "amount", "op": "greater", "value": {"constant": "large"}}
OLD = {"field": "expected_close", "op": "older_than", "value": {"constant": "patience"}}


def test_a_constant_stands_for_its_value() -> None:
    found = compile_conditions(read_tree({"all": [LARGE, OLD]}), DEAL, FIELDS, READER)
    first, second = (found.leaves[place] for place in ("all/0", "all/1"))
    assert isinstance(first, Leaf)
    assert isinstance(second, Leaf)
    assert (str(first.operand.amount), second.operand) == ("10000.00", 14)
    words = sentence(found, lambda _field, value: f"{value.amount} {value.currency}")
    assert words == "Amount is greater than Large deal (10000.00 PLN) and Expected close was more than 14 days ago"


@pytest.mark.parametrize(
    "value",
    [
        {"constant": "gone"},
        {"constant": "patience"},
        {"constant": 5},
        {"constant": "large", "more": 1},
        [{"constant": "large"}],
    ],
)
def test_one_that_is_gone_or_holds_something_else_is_refused_at_the_value(value: object) -> None:
    comparison = {"field": "expected_close", "op": "on", "value": value}
    with pytest.raises(Invalid) as refused:
        compile_conditions(read_tree(comparison), DEAL, FIELDS, READER)
    assert set(refused.value.errors) == {"value"}


def test_constants_are_found_wherever_they_stand() -> None:
    assert set(keys_in({"any": [{"not": LARGE}, OLD, {"field": "title", "op": "equal", "value": "constant"}]})) == {
        "large",
        "patience",
    }
