"""Undoing in the browser: offered after a change, with and without scripts, and on the timeline."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.records import update_record
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.web import signed_in

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/deals?process=1"}


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris's browser."""
    return signed_in(app, cast, cast.boris)


def test_a_tick_offers_its_undo_beside_the_checklist(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    answer = boris.post(f"/deals/{deal}/steps/{cast.steps[0]}/tick", headers=HTMX)
    assert "Ticked." in answer.text
    again = boris.post(_offered(answer.text), headers=HTMX)
    assert (again.status_code, "Undone." in again.text, "Redo" in again.text) == (200, True, True)
    assert cast.ticked(deal) == set()
    boris.post(_offered(again.text), headers=HTMX)
    assert cast.ticked(deal) == {cast.steps[0]}


def test_without_scripts_the_next_page_offers_it_and_leads_back(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris.post(f"/deals/{deal}/steps/{cast.steps[0]}/tick")
    shown = boris.get(f"/deals/{deal}")
    undone = boris.post(_offered(shown.text), headers={"Referer": f"http://testserver/deals/{deal}?x=1"})
    assert (undone.status_code, undone.headers["location"]) == (303, f"/deals/{deal}?x=1")
    assert "Undone." in boris.get(f"/deals/{deal}").text
    assert "Undone." not in boris.get(f"/deals/{deal}").text


def test_a_price_that_was_removed_comes_back(boris: TestClient, cast: Cast) -> None:
    boris.post("/products", data={"name": "GTX"})
    boris.post("/products/1/prices", data={"price": "450", "price_currency": "PLN"})
    priced = "Remove the price of Everybody"
    assert priced in boris.get("/products/1").text
    boris.delete("/products/1/prices/1")
    page = boris.get("/products/1").text
    assert ("The price is removed." in page, priced in page) == (True, False)
    boris.post(_offered(page))
    assert priced in boris.get("/products/1").text


def test_where_no_page_asked_for_it_one_goes_on_at_the_start(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris.post(f"/deals/{deal}/steps/{cast.steps[0]}/tick")
    undo = _offered(boris.get(f"/deals/{deal}").text)
    assert boris.post(undo, headers={"Referer": "http://["}).headers["location"] == "/"
    assert cast.ticked(deal) == set()


def test_what_was_new_leads_to_its_list(boris: TestClient, cast: Cast) -> None:
    boris.post("/companies", data={"name": "Novum"})
    page = boris.get("/companies/1")
    headers = {**HTMX, "HX-Current-URL": "http://testserver/companies/1"}
    assert boris.post(_offered(page.text), headers=headers).headers["location"] == "/companies"


def test_what_others_changed_since_is_refused_in_words(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.change("deal", deal, by=cast.boris, source="Fair")
    change = rows(cast, History)[-1].change_id
    cast.change("deal", deal, source="Website")
    refused = boris.post(f"/changes/{change}/undo", headers=HTMX)
    assert (refused.status_code, "Source" in refused.text) == (409, True)


def test_the_timeline_offers_ones_own_changes_until_they_are_undone(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.change("deal", deal, source="Fair")
    cast.change("deal", deal, by=cast.boris, amount="5")
    mine, theirs = rows(cast, History)[-1].change_id, rows(cast, History)[-2].change_id
    page = boris.get(f"/deals/{deal}").text
    assert f"/changes/{mine}/undo" in page
    assert f"/changes/{theirs}/undo" not in page
    boris.post(f"/changes/{mine}/undo", headers=HTMX)
    page = boris.get(f"/deals/{deal}").text
    assert f"/changes/{mine}/undo" not in page
    assert "to undo a change" in page


def test_a_bulk_change_is_undone_as_one_but_for_what_was_touched_since(boris: TestClient, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(23)]
    for chunk in (deals[:20], deals[20:]):
        cast.run(_set_source, chunk, 77, by=cast.boris)
    cast.change("deal", deals[21], source="Website")
    assert "/changes/77/undo" not in boris.get(f"/deals/{deals[0]}").text
    undone = boris.post("/changes/77/undo", headers=HTMX)
    assert "22 records are as they were." in undone.text
    assert "Deal 21" in undone.text
    assert [row(cast, Deal, deal).source for deal in deals] == [None] * 21 + ["Website", None]
    redone = boris.post(_offered(undone.text), headers=HTMX)
    assert "22 records" in redone.text
    assert row(cast, Deal, deals[0]).source == "Fair"


def _set_source(work: Work, ids: list[int], change_id: int) -> None:
    with work.caused_by(kind="bulk", id=change_id):
        for deal in ids:
            update_record(work, DEAL, deal, {"source": "Fair"})


def _offered(html: str) -> str:
    found = re.search(r'action="(/changes/\d+/undo)"\s[^>]*data-undo', html)
    assert found, html
    return found[1]
