"""Products: a price in a currency of one's own, a tax rate within bounds, and a code that no two live ones share."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import PRODUCT
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.undo import undo_change
from stepmark.platform.errors import Problem
from stepmark.queries.values import values_of
from tests.cast import Cast


def product(cast: Cast, **values: Any) -> int:
    return int(cast.run(create_record, PRODUCT, {"name": "GTX Pro", **values}))


def value(cast: Cast, record: int, key: str) -> Any:
    with cast.database.reading(cast.anna.workspace_id) as session:
        fields = {field.key: field for field in PRODUCT.system_fields}
        return values_of(session, fields, [session.get_one(PRODUCT.model, record)])[record][key]


def test_a_new_product_is_on_sale_in_the_workspaces_currency(cast: Cast) -> None:
    made = product(cast, price="4821.50", tax_rate="8,5")
    assert value(cast, made, "active") is True
    assert tuple(map(str, value(cast, made, "price"))) == ("4821.50", "EUR")
    assert value(cast, made, "tax_rate") == 8.5


def test_a_currency_beside_the_price_is_the_prices(cast: Cast) -> None:
    made = product(cast, price="100", currency="PLN")
    assert value(cast, made, "price").currency == "PLN"
    cast.change("product", made, currency="USD")
    assert tuple(map(str, value(cast, made, "price"))) == ("100.00", "USD")
    with pytest.raises(Problem) as refused:
        cast.change("product", made, currency="gold")
    assert refused.value.field == "currency"


def test_the_currency_of_a_product_without_a_price_is_what_the_next_one_is_in(cast: Cast) -> None:
    made = product(cast)
    cast.change("product", made, currency="JPY")
    cast.change("product", made, price="300")
    assert tuple(map(str, value(cast, made, "price"))) == ("300", "JPY")


@pytest.mark.parametrize("rate", ["-1", "100.01", "8.125", "1e9"])
def test_a_tax_rate_is_a_percentage_of_two_decimals(cast: Cast, rate: str) -> None:
    with pytest.raises(Problem) as refused:
        product(cast, tax_rate=rate)
    assert refused.value.field == "tax_rate"


@pytest.mark.both
def test_no_two_live_products_share_a_code(cast: Cast) -> None:
    first = product(cast, code="GTX-1")
    with pytest.raises(Problem) as refused:
        product(cast, code="gtx-1")
    assert refused.value.field == "code"
    second = product(cast, code="GTX-2")
    with pytest.raises(Problem, match="is the"):
        cast.run(update_record, PRODUCT, second, {"code": "GTX-1"})
    cast.run(update_record, PRODUCT, first, {"code": "GTX-1", "name": "Itself"})
    cast.run(delete_record, PRODUCT, first)
    cast.run(update_record, PRODUCT, second, {"code": "GTX-1"})
    with pytest.raises(Problem, match="in-use"):
        cast.run(restore_record, PRODUCT, first)


def test_a_change_of_price_and_currency_is_undone_as_one(cast: Cast) -> None:
    made = product(cast, price="100", currency="PLN")
    change = cast.edge.change(cast.anna, update_record, PRODUCT, made, {"price": "90", "currency": "USD"}).undo
    assert change is not None
    cast.run(undo_change, change)
    assert tuple(map(str, value(cast, made, "price"))) == ("100.00", "PLN")
