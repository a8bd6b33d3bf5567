"""A rule that waits for a product."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import DEAL, PRODUCT
from stepmark.commands.lines import add_lines, set_lines
from stepmark.commands.records import create_record
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone


def product(cast: Cast, name: str) -> int:
    return int(cast.run(create_record, PRODUCT, {"name": name, "price": "100"}))


@pytest.mark.parametrize(("chosen", "woken"), [(None, 3), ("Tiles", 2)])
def test_it_wakes_at_each_line_that_comes_and_at_nothing_else(
    cast: Cast, rules: Rules, chosen: Any, woken: int
) -> None:
    products = {name: product(cast, name) for name in ("Tiles", "Pipes")}
    only = {"product_id": products[chosen]} if chosen else {}
    rule = rules.make({"on": "product_added", **only}, set_fields(source="Bathroom"))
    deal, tiles = cast.deal(), {"product_id": products["Tiles"]}
    cast.run(set_lines, DEAL, deal, [tiles])
    cast.run(set_lines, DEAL, deal, [{**tiles, "quantity": 5}])
    cast.run(add_lines, DEAL, deal, [{"product_id": products["Pipes"]}])
    cast.run(add_lines, DEAL, deal, [{"name": "Training", "price": 1}])
    cast.run(add_lines, DEAL, deal, [tiles])
    cast.run(set_lines, DEAL, deal, [tiles])
    assert len(rules.runs(rule)) == woken


def test_companies_have_no_products(cast: Cast, rules: Rules) -> None:
    with pytest.raises(Problem, match="does not exist for this kind"):
        rules.make("product_added", set_fields(status="Client"), kind="company")
