"""Undoing what was done to the prices of a product."""

import pytest

from stepmark.commands.price_lists import create_price_list, remove_price, rename_price_list, set_price
from stepmark.commands.undo import undo_change
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.commands.test_price_lists import prices, product


def told(cast: Cast, product_id: int) -> list[tuple[str, str]]:
    return [(each.list_name, f"{each.money.amount} {each.money.currency}") for each in prices(cast, product_id)]


def removed(cast: Cast, product_id: int) -> int:
    change = cast.edge.change(cast.anna, remove_price, product_id, prices(cast, product_id)[-1].row_id).undo
    assert change is not None
    return change


@pytest.mark.both
def test_a_price_taken_away_comes_back_and_goes_again(cast: Cast) -> None:
    gtx, partners = product(cast), cast.run(create_price_list, "Partners")
    cast.run(set_price, gtx, None, "450 PLN")
    cast.run(set_price, gtx, partners, "80 EUR")
    before = told(cast, gtx)
    redo = cast.edge.change(cast.anna, undo_change, removed(cast, gtx)).undo
    assert told(cast, gtx) == before == [("", "450.00 PLN"), ("Partners", "80.00 EUR")]
    cast.run(undo_change, redo)
    assert told(cast, gtx) == [("", "450.00 PLN")]


def test_a_price_set_since_or_a_list_renamed_since_is_left_as_it_is(cast: Cast) -> None:
    gtx, partners = product(cast), cast.run(create_price_list, "Partners")
    cast.run(set_price, gtx, partners, "80 EUR")
    change = removed(cast, gtx)
    cast.run(rename_price_list, partners, "Friends")
    with pytest.raises(Problem, match="conflict") as refused:
        cast.run(undo_change, change)
    assert refused.value.more["touched"] == ["Partners"]
    cast.run(rename_price_list, partners, "Partners")
    cast.run(set_price, gtx, None, "5 USD")
    with pytest.raises(Problem, match="conflict"):
        cast.run(undo_change, change)
    assert told(cast, gtx) == [("", "5.00 USD")]
