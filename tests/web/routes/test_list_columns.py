"""The columns of a list: chosen, put in order, of linked records too; and the sums below them."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.deals import Deal
from stepmark.platform.money import LARGEST_MINOR
from stepmark.queries import list_totals
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_columns_are_moved_taken_away_and_added_then_used(anna: TestClient, cast: Cast) -> None:
    cast.deal(company_id=cast.company("ACME", type="Partner"))
    columns = ["title", "amount", "status"]
    page = anna.post("/deals/columns", data={"column": columns, "do": "up:2"}).text
    assert _columns(page) == ["title", "status", "amount"]
    page = anna.post("/deals/columns", data={"column": columns, "do": "remove:0"}).text
    assert _columns(page) == ["amount", "status"]
    page = anna.post("/deals/columns", data={"column": columns, "do": "add", "more": "company.type"}).text
    assert _columns(page) == [*columns, "company.type"]
    for do in ("down:2", "up:0", "up:99", "remove:x", "add", "nonsense"):
        assert _columns(anna.post("/deals/columns", data={"column": columns, "do": do}).text) == columns
    done = anna.post("/deals/columns", data={"view": "0", "column": ["company.type", "title", "gone"]})
    assert done.headers["location"] == "/deals/list?view=0&columns=company.type%2Ctitle"
    assert ">Partner<" in anna.get(done.headers["location"]).text


def test_sorting_by_a_linked_record_puts_empty_ones_last(anna: TestClient, cast: Cast) -> None:
    for name, type in (("Zeta", "Partner"), ("Alpha", "Supplier")):
        cast.deal(title=f"With {name}", company_id=cast.company(name, type=type))
    cast.deal(title="Without")
    assert _names(anna.get("/deals/list?sort=company.type").text) == ["With Zeta", "With Alpha", "Without"]
    assert _names(anna.get("/deals/list?sort=-company.type").text) == ["With Alpha", "With Zeta", "Without"]


def test_sums_are_of_the_whole_list_by_currency_and_exact_beyond_64_bits(anna: TestClient, cast: Cast) -> None:
    cast.field("budget", label="Budget")
    for number in range(4):
        cast.deal(title="Small", amount="0.10", currency="PLN" if number % 2 else "EUR", custom__budget="0.5")
    _huge_deals(cast, 100)
    small = anna.get("/deals/list?q=small").text
    assert "4 in all" in small
    assert re.search(r"Amount in all.*?€0\.20.*?PLN.?0\.20", small, re.DOTALL)
    assert re.search(r"Budget in all.*?>2<", small, re.DOTALL)
    assert "$99,999,999,999,999,900" in anna.get("/deals/list?q=huge").text
    assert "100 in all" in anna.get("/deals/list?q=huge&sort=amount").text


def test_a_list_too_long_to_be_counted_at_once_asks_for_its_totals_afterwards(
    anna: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        cast.deal(title=f"Deal {number}", amount="5")
    monkeypatch.setattr(list_totals, "COUNTED_AT_ONCE", 2)
    page = anna.get("/deals/list").text
    assert "in all" not in page
    wanted = re.search(r'hx-get="(/deals/totals[^"]*)"', page)
    assert wanted is not None
    totals = anna.get(wanted[1].replace("&amp;", "&")).text
    assert "3 in all" in totals
    assert "€15" in totals


def test_many_columns_cost_no_more_statements_than_rows(app: FastAPI, anna: TestClient, cast: Cast) -> None:
    columns = "title,company.type,company.phones,contact.company.name,contact.emails,custom.budget"
    cast.field("budget")
    url = f"/deals/list?columns={columns}&sort=company.type"
    _linked_deals(cast, 2)
    anna.get(url)
    with statements_of(app.state.database) as for_two:
        anna.get(url)
    _linked_deals(cast, 20)
    with statements_of(app.state.database) as for_many:
        anna.get(url)
    assert len(for_many) == len(for_two) <= 24


def _huge_deals(cast: Cast, number: int) -> None:
    """Deals of the largest amount there is, straight into the table."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        for _each in range(number):
            deal = Deal(title="Huge", process_id=cast.process_id, stage_id=cast.stages[0], currency="USD")
            deal.amount_minor = LARGEST_MINOR - 100
            session.add(deal)
        session.commit()


def _linked_deals(cast: Cast, number: int) -> None:
    for each in range(number):
        company = cast.company(f"Company {each}", type="Partner", phones=["+48 600 100 200"])
        contact = cast.contact(f"Contact {each}", company_id=company, emails=[f"c{each}@example.com"])
        cast.deal(title=f"Deal {each}", company_id=company, contact_id=contact, custom__budget=each)


def _columns(html: str) -> list[str]:
    return re.findall(r'name="column" value="([^"]*)"', html)


def _names(html: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', html)
