"""A verdict tells what each comparison saw, and why one could not hold."""

from decimal import Decimal

from stepmark.platform.money import Money
from tests.conditions.asking import custom, verdict

BIG = {"field": "amount", "op": "greater", "value": "10000"}


def test_every_comparison_is_in_the_trace_also_when_the_first_decides() -> None:
    tree = {"any": [BIG, {"not": {"field": "custom.multi_choice", "op": "equal", "value": "Gold"}}]}
    seen = {"amount": Money(Decimal("20000.00"), "PLN"), "custom.multi_choice": ("Gold", "Silver")}
    said = verdict(tree, seen, custom("multi_choice"))
    assert said.held
    assert [(each.place, each.field, each.op, each.saw, each.held, each.reason) for each in said.leaves] == [
        ("any/0", "amount", "greater", {"amount": "20000.00", "currency": "PLN"}, True, None),
        ("any/1/not", "custom.multi_choice", "equal", ["Gold", "Silver"], True, None),
    ]


def test_an_amount_without_a_rate_does_not_hold_and_says_so() -> None:
    for leaf in (BIG, {**BIG, "op": "not_equal"}, {**BIG, "op": "less"}):
        said = verdict(leaf, {"amount": Money(Decimal(5), "USD")})
        assert not said
        assert str(said.leaves[0].reason) == "There is no exchange rate to compare an amount in USD with."


def test_what_is_just_not_so_needs_no_reason() -> None:
    assert verdict(BIG, {"amount": Money(Decimal(5), "EUR")}).leaves[0].reason is None
    assert verdict(BIG, {}).leaves[0].reason is None


def test_groups_without_anything_in_them() -> None:
    assert verdict({"all": []}, {})
    assert not verdict({"any": []}, {})
    assert verdict({"not": {"any": []}}, {})
