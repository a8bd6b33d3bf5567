"""Conditions in words, as a list of rules or filters shows them."""

from typing import Any

import pytest

from stepmark.catalogue.fields import Field
from stepmark.conditions.words import sentence
from stepmark.platform.money import Money
from tests.conditions.asking import compiled, custom

NAMES = {"stage_id": {3: "Proposal", 4: "Contract"}}


def shown(field: Field, value: Any) -> str:
    if isinstance(value, Money):
        return f"{value.amount:,.0f} {value.currency}"
    return NAMES.get(field.key, {}).get(value, str(value))


BIG = {"field": "amount", "op": "greater", "value": "10000"}
STAGE = {"field": "stage_id", "op": "one_of", "value": [3, 4]}
BIG_WORDS = "Amount is greater than 10,000 PLN"
STAGE_WORDS = "Stage is one of Proposal, Contract"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"all": [BIG, STAGE]}, f"{BIG_WORDS} and {STAGE_WORDS}"),
        ({"any": [STAGE, {"all": [BIG, {"not": {"all": [BIG, STAGE]}}]}]},
         f"{STAGE_WORDS} or ({BIG_WORDS} and not ({BIG_WORDS} and {STAGE_WORDS}))"),
        ({"not": {"field": "company.parent.name", "op": "filled"}}, "not (Company › Part of › Name is filled)"),
        ({"field": "responsible_id", "op": "equal", "value": "me"}, "Responsible is me"),
        ({"field": "amount", "op": "less", "value": 5, "before": True}, "Amount before the change is less than 5 PLN"),
        ({"field": "amount", "op": "between", "value": [1, 2]}, "Amount is between 1 PLN and 2 PLN"),
        ({"field": "expected_close", "op": "within", "value": 7}, "Expected close is within the next 7 days"),
        ({"field": "expected_close", "op": "within", "value": -1}, "Expected close is within the last 1 day"),
        ({"field": "expected_close", "op": "days_after", "value": 14}, "Expected close was exactly 14 days ago"),
        ({"field": "expected_close", "op": "days_before", "value": 1}, "Expected close is in exactly 1 day"),
        ({"field": "expected_close", "op": "anniversary", "value": 7},
         "Expected close comes round in exactly 7 days"),
        ({"field": "expected_close", "op": "anniversary", "value": 0}, "Expected close comes round today"),
        ({"field": "expected_close", "op": "older_than", "value": 2}, "Expected close was more than 2 days ago"),
        ({"field": "expected_close", "op": "on", "value": {"relative": "today", "shift": -1}},
         "Expected close is on yesterday"),
        ({"field": "expected_close", "op": "after", "value": {"relative": "end_of_month", "shift": -2}},
         "Expected close is after the last day of this month -2 months"),
        ({"all": []}, "always"),
        ({"any": []}, "never"),
        ({"any": [BIG]}, BIG_WORDS),
    ],
)  # fmt: skip
def test_conditions_read_as_a_sentence(tree: Any, expected: str) -> None:
    assert sentence(compiled(tree), shown) == expected


def test_a_percent_sign_in_a_text_is_no_place_to_fill() -> None:
    leaf = {"field": "custom.text", "op": "contains", "value": "100%(value)s %s"}
    assert sentence(compiled(leaf, custom("text")), shown) == "Text contains 100%(value)s %s"


def test_a_broken_leaf_says_so() -> None:
    broken = compiled({"field": "custom.gone", "op": "filled"}, strict=False)
    assert sentence(broken, shown) == "“custom.gone” can't be compared any more"
