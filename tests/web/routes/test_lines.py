"""The products on a deal's page: a form of rows that works with and without scripts."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import DEAL, PRODUCT
from stepmark.commands.lines import set_lines
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    return signed_in(app, cast, cast.anna)


def product(cast: Cast, name: str = "GTX Pro") -> int:
    return int(cast.run(create_record, PRODUCT, {"name": name, "price": "100", "tax_rate": "23", "unit": "pcs"}))


def row(number: int, **typed: str) -> dict[str, str]:
    return {f"l{number}.{key}": text for key, text in {"quantity": "1", **typed}.items()}


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"\s+value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_a_chosen_product_fills_its_row_in_and_is_kept_with_the_rest(cast: Cast, anna: TestClient) -> None:
    url, gtx = f"/deals/{cast.deal()}/lines", str(product(cast))
    chosen = row(0, product_id=gtx, product_id_text="GTX Pro", quantity="2")
    filled = anna.post(url + "/draft", data=chosen, headers={"HX-Request": "true"}).text
    assert (value(filled, "l0.price"), value(filled, "l0.unit"), value(filled, "l0.quantity")) == ("100.00", "pcs", "2")
    anna.put(url, data={**chosen, **row(1), "amount_from_lines": "1"})
    shown = anna.get(url, headers={"HX-Request": "true"}).text
    assert "€200" in shown
    assert "€246" in shown
    assert "Line 2" not in shown


def test_without_scripts_a_product_comes_by_its_name(cast: Cast, anna: TestClient) -> None:
    url = f"/deals/{cast.deal()}/lines"
    product(cast)
    answer = anna.put(url, data=row(0, product_id="", product_id_text="gtx pro"), follow_redirects=False)
    assert answer.status_code == 303
    unknown = anna.put(url, data=row(0, product_id="", product_id_text="No such thing"))
    assert unknown.status_code == 422
    assert 'id="f-l0.product_id-error"' in unknown.text


def test_rows_are_moved_and_removed_without_keeping_anything(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    cast.run(set_lines, DEAL, deal, [{"name": name, "price": 1} for name in "AB"])
    typed = {**row(0, name="A", price="1"), **row(1, name="B", price="1")}
    for do, names in (
        ("up:1", "BA"),
        ("down:0", "BA"),
        ("remove:0", "B"),
        ("add", "AB"),
        ("up:x", "AB"),
        ("up:0", "AB"),
    ):
        page = anna.post(f"/deals/{deal}/lines/draft", data={**typed, "do": do}).text
        assert "".join(re.findall(r'name="l\d+\.name"\s+value="([AB])"', page)) == names
    edit = anna.get(f"/deals/{deal}/lines/edit").text
    assert (value(edit, "l0.name"), value(edit, "l1.name")) == ("A", "B")


def test_a_refusal_stands_beside_its_input_and_keeps_what_was_typed(cast: Cast, anna: TestClient) -> None:
    url = f"/deals/{cast.deal()}/lines"
    answer = anna.put(url, data={**row(0), **row(1, name="Training", price="cheap")})
    assert answer.status_code == 422
    assert 'id="f-l0.price-error"' in answer.text
    assert 'href="#f-l0.price">Price: Enter a number.' in answer.text
    assert value(answer.text, "l0.price") == "cheap"


def test_lines_that_somebody_else_has_changed_are_not_overwritten(cast: Cast, anna: TestClient) -> None:
    deal = cast.deal()
    url, version = f"/deals/{deal}/lines", {"version": "1"}
    cast.change("deal", deal, title="Another name")
    kept = anna.put(url, data={**version, **row(0, name="A", price="1")}, follow_redirects=False)
    assert kept.status_code == 303
    assert anna.put(url, data={**version, **row(0, name="B", price="1")}).status_code == 409


def test_a_product_that_is_not_on_sale_is_not_offered(cast: Cast, anna: TestClient) -> None:
    cast.change("product", product(cast, "GTX Basic"), active=False)
    product(cast)
    for text in ("", "gtx"):
        offered = anna.get("/lookup/product", params={"q": text}).text
        assert "GTX Pro" in offered
        assert "GTX Basic" not in offered
