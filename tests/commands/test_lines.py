"""Lines on a deal: filled in from the catalogue, all or nothing, with the deal's amount kept from their total."""

from typing import Any

import pytest
from sqlalchemy import func, select

from stepmark.catalogue.kinds import COMPANY, DEAL, PRODUCT
from stepmark.commands.bin import purge_record
from stepmark.commands.lines import add_lines, set_lines
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.undo import undo_change
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.domain.lines import Line
from stepmark.domain.products import Product
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.lines import Lines, lines_of
from stepmark.queries.record_dependents import dependents_of_record
from tests.cast import Cast


def product(cast: Cast, name: str = "GTX Pro", **values: Any) -> int:
    return int(cast.run(create_record, PRODUCT, {"name": name, "price": "100", "tax_rate": "23", **values}))


def shown(cast: Cast, deal: int) -> Lines:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return lines_of(session, DEAL, session.get_one(Deal, deal))


def amount(cast: Cast, deal: int) -> int | None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(Deal, deal).amount_minor


def events(cast: Cast, deal: int) -> list[History]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(History).where(History.deal_id == deal).order_by(History.id)))


def test_a_line_takes_what_it_leaves_out_from_its_product(cast: Cast) -> None:
    deal, gtx = cast.deal(), product(cast, unit="pcs")
    cast.run(set_lines, DEAL, deal, [{"product_id": gtx, "quantity": "2,5", "discount": 10}])
    (line,) = shown(cast, deal).lines
    assert line.json() == {
        "product_id": gtx,
        "name": "GTX Pro",
        "quantity": "2.5",
        "unit": "pcs",
        "price": "100.00",
        "discount": "10",
        "tax_rate": "23",
    }
    assert (str(line.figures.net), str(line.figures.gross)) == ("225.00", "276.75")


def test_one_event_tells_of_the_lines_and_of_the_amount_that_follows(cast: Cast) -> None:
    deal, gtx = cast.deal(amount="5"), product(cast)
    cast.run(set_lines, DEAL, deal, [{"product_id": gtx}, {"name": "Training", "price": "50", "quantity": 2}])
    event = events(cast, deal)[-1]
    assert (event.name, set(event.changes)) == ("deal.updated", {"lines", "amount", "amount_from_lines"})
    assert [line["name"] for line in event.changes["lines"][1]] == ["GTX Pro", "Training"]
    assert amount(cast, deal) == 20000
    before = len(events(cast, deal))
    cast.run(set_lines, DEAL, deal, [{**line.json(), "id": line.row_id} for line in shown(cast, deal).lines])
    assert len(events(cast, deal)) == before


def test_a_typed_amount_stays_as_typed_until_the_lines_are_to_keep_it_again(cast: Cast) -> None:
    deal, gtx = cast.deal(), product(cast)
    cast.run(set_lines, DEAL, deal, [{"product_id": gtx}])
    cast.change("deal", deal, amount="90")
    assert (amount(cast, deal), shown(cast, deal).keeps_amount) == (9000, False)
    cast.run(add_lines, DEAL, deal, [{"product_id": gtx}])
    assert amount(cast, deal) == 9000
    lines = [line.json() for line in shown(cast, deal).lines]
    cast.run(set_lines, DEAL, deal, lines, keeps_amount=True)
    assert amount(cast, deal) == 20000


def test_a_change_of_lines_is_undone_with_the_amount(cast: Cast) -> None:
    deal, gtx = cast.deal(amount="5"), product(cast)
    first = cast.edge.change(cast.anna, set_lines, DEAL, deal, [{"product_id": gtx}]).undo
    assert first is not None
    cast.run(undo_change, first)
    assert (list(shown(cast, deal).lines), amount(cast, deal)) == ([], 500)
    cast.run(set_lines, DEAL, deal, [{"product_id": gtx}])
    typed = cast.edge.change(cast.anna, update_record, DEAL, deal, {"amount": "7"}).undo
    assert typed is not None
    cast.run(undo_change, typed)
    assert (shown(cast, deal).keeps_amount, amount(cast, deal)) == (True, 10000)


def test_lines_keep_their_rows_and_their_order(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(set_lines, DEAL, deal, [{"name": name, "price": 1} for name in ("A", "B", "C")])
    first, second, third = ({**line.json(), "id": line.row_id} for line in shown(cast, deal).lines)
    cast.run(set_lines, DEAL, deal, [third, first])
    assert [line.row_id for line in shown(cast, deal).lines] == [third["id"], first["id"]]
    assert second["id"] not in {line.row_id for line in shown(cast, deal).lines}


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ({}, "lines/1/name"),
        ({"name": "X"}, "lines/1/price"),
        ({"name": "X", "price": "many"}, "lines/1/price"),
        ({"name": "X", "price": "1 JPY"}, "lines/1/price"),
        ({"name": "X", "price": "0.001"}, "lines/1/price"),
        ({"name": "X", "price": 1, "quantity": "1e99"}, "lines/1/quantity"),
        ({"name": "X", "price": 1, "discount": "100.5"}, "lines/1/discount"),
        ({"name": "X", "price": 1, "tax_rate": -1}, "lines/1/tax_rate"),
        ({"name": "X" * 301, "price": 1}, "lines/1/name"),
        ({"name": "X", "price": 1, "product_id": 999}, "lines/1/product_id"),
        ({"name": "X", "price": "999999999999999", "quantity": "999999999"}, "lines"),
        ("no line", "lines"),
    ],
)
def test_what_can_not_be_a_line_is_refused_by_its_place(cast: Cast, line: Any, place: str) -> None:
    deal = cast.deal()
    with pytest.raises(Invalid) as refused:
        cast.run(set_lines, DEAL, deal, [line])
    assert refused.value.field == place
    assert list(shown(cast, deal).lines) == []


def test_two_hundred_lines_are_the_most(cast: Cast) -> None:
    deal, line = cast.deal(), {"name": "X", "price": 1}
    cast.run(set_lines, DEAL, deal, [line] * 200)
    with pytest.raises(Invalid, match="200"):
        cast.run(add_lines, DEAL, deal, [line])


def test_a_product_that_is_not_on_sale_stays_where_it_is_and_comes_nowhere_else(cast: Cast) -> None:
    deal, gtx = cast.deal(), product(cast)
    cast.run(set_lines, DEAL, deal, [{"product_id": gtx}])
    cast.run(update_record, PRODUCT, gtx, {"active": False})
    cast.run(add_lines, DEAL, deal, [{"name": "Training", "price": 5}])
    assert [line.name for line in shown(cast, deal).lines] == ["GTX Pro", "Training"]
    with pytest.raises(Invalid, match="not on sale"):
        cast.run(set_lines, DEAL, cast.deal(), [{"product_id": gtx}])


def test_who_deletes_a_product_is_told_which_deals_have_it(cast: Cast) -> None:
    gtx = product(cast)
    for _each in range(2):
        cast.run(set_lines, DEAL, cast.deal(), [{"product_id": gtx}, {"product_id": gtx}])
    with cast.database.reading(cast.anna.workspace_id) as session:
        dependents = dependents_of_record(session, session.get_one(Product, gtx))
    assert dependents.links == [(DEAL, 2)]


@pytest.mark.both
def test_a_product_that_is_deleted_for_ever_leaves_its_lines(cast: Cast) -> None:
    deal, gtx = cast.deal(), product(cast)
    cast.run(set_lines, DEAL, deal, [{"product_id": gtx}])
    cast.run(delete_record, PRODUCT, gtx)
    cast.run(purge_record, PRODUCT, gtx)
    (line,) = shown(cast, deal).lines
    assert (line.product_id, line.name) == (None, "GTX Pro")
    cast.run(delete_record, DEAL, deal)
    cast.run(purge_record, DEAL, deal)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalar(select(func.count()).select_from(Line)) == 0


def test_prices_keep_their_figures_in_another_currency(cast: Cast) -> None:
    deal = cast.deal(currency="EUR")
    cast.run(set_lines, DEAL, deal, [{"name": "X", "price": "1500"}])
    cast.change("deal", deal, currency="JPY")
    assert (str(shown(cast, deal).lines[0].price), amount(cast, deal)) == ("1500", 1500)
    assert shown(cast, deal).keeps_amount
    other = cast.deal(currency="EUR")
    cast.run(set_lines, DEAL, other, [{"name": "X", "price": "1.50", "quantity": 2}])
    with pytest.raises(Invalid) as refused:
        cast.change("deal", other, currency="JPY")
    assert refused.value.field == "currency"


def test_a_product_in_another_currency_has_no_price_there(cast: Cast) -> None:
    gtx = product(cast, currency="USD")
    with pytest.raises(Invalid, match="no price in EUR"):
        cast.run(set_lines, DEAL, cast.deal(currency="EUR"), [{"product_id": gtx}])


def test_lines_are_changed_by_whoever_may_change_the_deal_alone(cast: Cast) -> None:
    deal, line = cast.deal(), {"name": "X", "price": 1}
    for actor, problem in ((cast.boris, "not-allowed"), (cast.viktor, "not-allowed"), (cast.clara, "not-found")):
        with pytest.raises(Problem, match=problem):
            cast.run(set_lines, DEAL, deal, [line], by=actor)
    with pytest.raises(Problem, match="conflict"):
        cast.run(set_lines, DEAL, deal, [line], 99)
    with pytest.raises(Problem, match="not-found"):
        cast.run(set_lines, COMPANY, cast.company(), [line])
