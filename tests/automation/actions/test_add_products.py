"""Adding products: at the catalogue's price, once for each rule."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL, PRODUCT
from stepmark.commands.lines import set_lines
from stepmark.commands.records import create_record, update_record
from stepmark.domain.deals import Deal
from stepmark.queries.lines import LineShape, lines_of
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def product(cast: Cast, name: str, **values: Any) -> int:
    return int(cast.run(create_record, PRODUCT, {"name": name, "price": "100", "tax_rate": 23, **values}))


def add(*products: Any) -> dict[str, Any]:
    rows = [each if isinstance(each, dict) else {"product_id": each} for each in products]
    return {"do": "add_products", "settings": {"products": rows}}


def lines(cast: Cast, deal: int) -> list[LineShape]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(lines_of(session, DEAL, session.get_one(Deal, deal)).lines)


@pytest.mark.row("S32")
def test_several_lines_appear_at_the_catalogues_price_and_are_not_added_twice(cast: Cast, rules: Rules) -> None:
    tiles, pipes = product(cast, "Tiles", unit="m²"), product(cast, "Pipes")
    rule = rules.make(CHANGED, add({"product_id": tiles, "quantity": "12.5"}, {"product_id": pipes, "price": "80"}))
    deal = cast.deal()
    cast.run(set_lines, DEAL, deal, [{"product_id": pipes}])
    cast.change("deal", deal, source="Bathroom")
    added = lines(cast, deal)[1:]
    assert [(line.name, str(line.quantity), str(line.price), line.unit) for line in added] == [
        ("Tiles", "12.5", "100.00", "m²"),
        ("Pipes", "1", "80.00", ""),
    ]
    assert {line.rule_id for line in added} == {rule}
    cast.change("deal", deal, source="Kitchen")
    assert len(lines(cast, deal)) == 3
    assert rules.outcomes(rule) == ["done", "done"]
    assert [run.trace[0]["outcome"] for run in rules.runs(rule)] == ["done", "skipped"]
    assert rules.value("deal", deal, "amount")["amount"] == "1430.00"


def test_what_somebody_took_off_comes_back_and_what_is_there_stays_one(cast: Cast, rules: Rules) -> None:
    tiles, pipes = product(cast, "Tiles"), product(cast, "Pipes")
    rules.make(CHANGED, add(tiles, pipes))
    deal = cast.deal()
    cast.change("deal", deal, source="Bathroom")
    kept = lines(cast, deal)[1]
    cast.run(set_lines, DEAL, deal, [{**kept.json(), "id": kept.row_id, "quantity": "7"}])
    cast.change("deal", deal, source="Kitchen")
    assert [(line.name, str(line.quantity)) for line in lines(cast, deal)] == [("Pipes", "7"), ("Tiles", "1")]


def test_a_product_that_is_not_on_sale_any_more_fails_in_words(cast: Cast, rules: Rules) -> None:
    tiles = product(cast, "Tiles")
    rule = rules.make(CHANGED, add(tiles))
    cast.run(update_record, PRODUCT, tiles, {"active": False})
    cast.change("deal", cast.deal(), source="Bathroom")
    assert rules.outcomes(rule) == ["failed"]
    assert "not on sale" in rules.runs(rule)[0].trace[0]["reason"]["message"]


def test_a_copy_has_the_products_as_well(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, {"do": "duplicate", "settings": {}})
    deal, tiles = cast.deal(), product(cast, "Tiles")
    cast.run(set_lines, DEAL, deal, [{"product_id": tiles, "quantity": 3}])
    cast.change("deal", deal, source="Bathroom")
    (copied,) = lines(cast, deal + 1)
    assert (copied.name, str(copied.quantity), copied.rule_id) == ("Tiles", "3", None)
    assert rules.value("deal", deal + 1, "amount")["amount"] == "300.00"
