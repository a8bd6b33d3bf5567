"""Price lists and what products cost on them, through the API."""

import pytest
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import PRODUCT
from stepmark.commands.field_access import limit_fields
from stepmark.commands.price_lists import set_price
from stepmark.commands.records import create_record
from tests.cast import Cast

pytestmark = pytest.mark.sqlite_alone
LISTS = "/api/v1/price-lists"


def product(cast: Cast) -> tuple[int, str]:
    product_id = int(cast.run(create_record, PRODUCT, {"name": "GTX Pro"}, by=cast.boris))
    return product_id, f"/api/v1/products/{product_id}/prices"


def test_a_price_list_from_its_making_to_its_end(anna: TestClient, cast: Cast) -> None:
    partners = anna.post(LISTS, json={"name": "Partners"}).json()
    one = f"{LISTS}/{partners['id']}"
    assert anna.post(LISTS, json={"name": "partners"}).json()["field"] == "name"
    assert anna.patch(one, json={"name": "Friends"}).json() == {**partners, "name": "Friends"}
    company = cast.company(price_list="Friends")
    assert anna.delete(one).json()["type"] == "/problems/in-use"
    cast.change("company", company, price_list=None)
    assert anna.delete(one).status_code == 204
    assert anna.get(LISTS).json() == {"items": [], "next": None}


def test_prices_are_set_by_list_and_currency_and_taken_away(anna: TestClient, boris: TestClient, cast: Cast) -> None:
    partners = anna.post(LISTS, json={"name": "Partners"}).json()["id"]
    _product, url = product(cast)
    boris.put(f"{url}/everybody", json={"price": "450 PLN"})
    boris.put(f"{url}/{partners}", json={"price": "90 EUR"})
    boris.put(f"{url}/{partners}", json={"price": {"amount": "80", "currency": "EUR"}})
    told = boris.put(f"{url}/{partners}", json={"price": "400 PLN"}).json()
    assert [tuple(each.values()) for each in told["items"]] == [
        (None, None, "450.00", "PLN"),
        (partners, "Partners", "80.00", "EUR"),
        (partners, "Partners", "400.00", "PLN"),
    ]
    assert boris.delete(f"{url}/{partners}?currency=PLN").status_code == 204
    assert boris.delete(f"{url}/{partners}?currency=PLN").status_code == 404
    assert [each["amount"] for each in boris.get(url).json()["items"]] == ["450.00", "80.00"]
    assert boris.delete(f"{url}/{partners}").status_code == 204
    assert boris.delete(f"{url}/nobody").status_code == 404
    assert [each["amount"] for each in boris.get(url).json()["items"]] == ["450.00"]
    assert boris.put(f"{url}/everybody", json={"price": "many"}).json()["field"] == "price"
    assert boris.put(f"{url}/{partners + 1}", json={"price": 5}).json()["field"] == "price_list_id"


@pytest.mark.parametrize(("access", "status"), [("hidden", 404), ("read_only", 200)])
def test_whose_role_may_not_change_the_price_changes_none_of_them(
    boris: TestClient, cast: Cast, access: str, status: int
) -> None:
    product_id, url = product(cast)
    cast.run(set_price, product_id, None, "5 USD")
    cast.run(limit_fields, PRODUCT, {"price": {"salesperson": access}})
    assert boris.get(url).status_code == status
    assert boris.put(f"{url}/everybody", json={"price": 5}).json()["field"] == "price"
    assert boris.delete(f"{url}/everybody").json()["field"] == "price"


@pytest.mark.parametrize(("access", "told"), [("hidden", False), ("read_only", True)])
def test_the_history_tells_prices_only_to_whom_the_price_is_shown(
    boris: TestClient, cast: Cast, access: str, told: bool
) -> None:
    product_id, _url = product(cast)
    cast.run(set_price, product_id, None, "73.31 USD")
    cast.run(limit_fields, PRODUCT, {"price": {"salesperson": access}})
    answers = boris.get(f"/api/v1/history?kind=product&id={product_id}")
    assert answers.status_code == 200
    assert ("73.31" in answers.text) is told
