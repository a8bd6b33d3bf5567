"""Price lists: what lines cost for the clients who have one."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import COMPANY, DEAL, PRODUCT
from stepmark.commands.lines import set_lines
from stepmark.commands.price_lists import (
    create_price_list,
    delete_price_list,
    remove_price,
    rename_price_list,
    set_price,
)
from stepmark.commands.records import create_record
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.lines import lines_of
from stepmark.queries.prices import prices_of
from tests.cast import Cast


def product(cast: Cast) -> int:
    return int(cast.run(create_record, PRODUCT, {"name": "GTX Pro", "price": "100", "currency": "EUR"}))


def price_on(cast: Cast, product_id: int, currency: str = "EUR", company: int | None = None) -> str:
    deal = cast.deal(currency=currency, company_id=company)
    cast.run(set_lines, DEAL, deal, [{"product_id": product_id}])
    with cast.database.reading(cast.anna.workspace_id) as session:
        return str(lines_of(session, DEAL, session.get_one(Deal, deal)).lines[0].price)


def prices(cast: Cast, product_id: int) -> list[Any]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return prices_of(session, product_id)


@pytest.mark.both
def test_a_line_takes_the_price_of_its_companys_list_else_everybodys(cast: Cast) -> None:
    gtx, partners = product(cast), cast.run(create_price_list, "Partners")
    cast.run(set_price, gtx, partners, "80 EUR")
    cast.run(set_price, gtx, None, "450 PLN")
    partner, other = cast.company("Partner", price_list="partners"), cast.company("Other")
    assert price_on(cast, gtx, company=partner) == "80.00"
    assert price_on(cast, gtx, company=other) == "100.00"
    assert price_on(cast, gtx) == "100.00"
    assert price_on(cast, gtx, "PLN", partner) == "450.00"
    cast.run(set_price, gtx, partners, "400 PLN")
    assert price_on(cast, gtx, "PLN", partner) == "400.00"
    assert price_on(cast, gtx, "PLN", other) == "450.00"


def test_a_price_replaces_the_one_before_and_can_be_taken_away(cast: Cast) -> None:
    gtx, partners = product(cast), cast.run(create_price_list, "Partners")
    cast.run(set_price, gtx, partners, "80 EUR")
    cast.run(set_price, gtx, partners, "75 EUR")
    (price,) = prices(cast, gtx)
    assert (price.list_name, str(price.money.amount)) == ("Partners", "75.00")
    with pytest.raises(Problem, match="not-found"):
        cast.run(remove_price, product(cast), price.row_id)
    cast.run(remove_price, gtx, price.row_id)
    assert prices(cast, gtx) == []


@pytest.mark.parametrize("raw", ["", "many", "1.001 EUR", "5 GOLD", {"amount": "", "currency": "EUR"}])
def test_what_is_no_price_is_refused(cast: Cast, raw: Any) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(set_price, product(cast), None, raw)
    assert refused.value.field == "price"


def test_a_list_that_is_renamed_stays_that_of_its_companies(cast: Cast) -> None:
    gtx, partners = product(cast), cast.run(create_price_list, "Partners")
    cast.run(set_price, gtx, partners, "80 EUR")
    company = cast.company(price_list="Partners")
    cast.run(rename_price_list, partners, "Friends")
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Company, company).price_list == "Friends"
    assert price_on(cast, gtx, company=company) == "80.00"


def test_a_list_that_companies_have_is_not_deleted(cast: Cast) -> None:
    gtx, partners = product(cast), cast.run(create_price_list, "Partners")
    cast.run(set_price, gtx, partners, "80 EUR")
    company = cast.company(price_list="Partners")
    with pytest.raises(Problem, match="in-use"):
        cast.run(delete_price_list, partners)
    cast.change(COMPANY.name, company, price_list=None)
    cast.run(delete_price_list, partners)
    assert prices(cast, gtx) == []


def test_a_company_has_a_list_that_there_is(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        cast.company(price_list="Nobody's")
    assert (refused.value.type, refused.value.field) == ("broken-reference", "price_list")


def test_names_are_taken_once_and_twenty_are_the_most(cast: Cast) -> None:
    for number in range(20):
        cast.run(create_price_list, f"List {number}")
    for name in ("list 3", "One more", ""):
        with pytest.raises(Invalid) as refused:
            cast.run(create_price_list, name)
        assert refused.value.field == "name"
    for verb, args in ((create_price_list, ("Mine",)), (rename_price_list, (1, "Mine")), (delete_price_list, (1,))):
        with pytest.raises(Problem, match="not-allowed"):
            cast.run(verb, *args, by=cast.magda)


def test_a_price_on_a_list_that_is_gone_is_refused_at_its_field(cast: Cast) -> None:
    gone = cast.run(create_price_list, "Partners")
    cast.run(delete_price_list, gone)
    with pytest.raises(Invalid) as refused:
        cast.run(set_price, product(cast), gone, "5 EUR")
    assert list(refused.value.errors) == ["price_list_id"]
