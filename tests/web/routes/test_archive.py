"""The archive on pages: sent there, looked at, restored."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.archive import archive_record
from stepmark.commands.notes import add_note
from tests.cast import Cast
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """A salesperson's browser."""
    return signed_in(app, cast, cast.boris)


def test_a_deal_goes_from_its_page_and_comes_back_from_its_banner(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    address = f"/deals/{deal}"
    note = cast.run(add_note, DEAL, deal, "Called", by=cast.boris)
    assert f"/notes/{note}/edit" in boris.get(address).text
    assert "Send to archive" in boris.get(address).text
    sent = boris.post(f"{address}/archive")
    assert (sent.status_code, sent.headers["location"]) == (303, address)
    shown = boris.get(address).text
    assert "In the archive since" in shown
    assert f"/notes/{note}/edit" not in shown
    assert "Sent to the archive." in shown
    assert "Restore from the archive" in shown
    assert "Send to archive" not in shown
    assert f"{address}/edit" not in shown
    assert "Add note" not in shown
    boris.post(f"{address}/archive", data={"_method": "DELETE"})
    assert "In the archive since" not in boris.get(address).text


@pytest.mark.parametrize("address", ["/edit", "/fields/source/edit"])
def test_forms_of_what_is_archived_say_what_has_to_be_done(boris: TestClient, cast: Cast, address: str) -> None:
    deal = cast.deal(by=cast.boris)
    cast.run(archive_record, DEAL, deal)
    refused = boris.get(f"/deals/{deal}{address}")
    assert refused.status_code == 409
    assert "is in the archive. Restore it from there first" in refused.text
    refused = boris.post(f"/deals/{deal}/edit", data={"source": "Website", "source__shown": "1", "version": "1"})
    assert refused.status_code == 409


def test_who_may_not_delete_it_is_not_offered_its_return(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    signed_in(app, cast, cast.anna).post(f"/companies/{company}/archive")
    shown = signed_in(app, cast, cast.viktor).get(f"/companies/{company}").text
    assert "In the archive since" in shown
    assert "Restore from the archive" not in shown


def test_tasks_have_none(boris: TestClient, cast: Cast) -> None:
    boris.post("/tasks", data={"title": "Call", "type": "to_do"})
    refused = boris.post("/tasks/1/archive")
    assert refused.status_code == 422
    assert "There is no archive for Tasks." in refused.text
    assert "Send to archive" not in boris.get("/tasks/1").text


def test_many_go_from_the_list_and_come_back_from_the_archived_ones(boris: TestClient, cast: Cast) -> None:
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(3)]
    others = cast.deal(title="Anna's deal")
    listed = boris.get("/deals/list").text
    assert "/deals/bulk-archive" in listed
    assert "/deals/bulk-unarchive" not in listed
    preview = boris.get("/deals/bulk-archive", params={"id": [*deals, others]}).text
    assert "Send 4 records to the archive?" in preview
    assert "Anna&#39;s deal" in preview
    assert "1 will stay as it is:" in preview
    boris.post("/deals/bulk", data={"id": deals, "action": "archive"})
    assert "3 records are in the archive now." in boris.get("/deals/list").text
    assert "Deal 1" not in boris.get("/deals/list?view=0").text
    archived = '/deals/list?filter={"field":"archived_at","op":"filled"}'
    shown = boris.get(archived).text
    assert "Deal 1" in shown
    assert "/deals/bulk-unarchive" in shown
    assert "/deals/bulk-archive" not in shown
    preview = boris.get("/deals/bulk-unarchive", params={"id": deals}).text
    assert "Restore 3 records from the archive?" in preview
    boris.post("/deals/bulk", data={"id": deals[:1], "action": "unarchive"})
    assert "1 record was restored." in boris.get("/deals/list").text
    assert "Deal 0" in boris.get("/deals/list?view=0").text


@pytest.mark.parametrize("action", ["burn", ""])
def test_other_moves_are_no_such_page(boris: TestClient, cast: Cast, action: str) -> None:
    assert boris.post("/deals/bulk", data={"id": [cast.deal(by=cast.boris)], "action": action}).status_code == 404


def test_the_search_says_what_is_archived(boris: TestClient, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris, title="Roof")
    cast.run(archive_record, DEAL, deal)
    assert "In the archive" in boris.get("/search?q=roof").text
