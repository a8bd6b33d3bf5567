"""One change to many records: shown beforehand, carried out as one, with bindings and rights holding for each."""

import json
import re
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands import bulk_runs
from stepmark.domain.bulk import BulkRun
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.web import bulk_parts
from tests.cast import Cast
from tests.support.people import events, row, rows
from tests.support.web import signed_in


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """A salesperson's browser."""
    return signed_in(app, cast, cast.boris)


@pytest.mark.row("A3")
def test_setting_a_bound_field_ticks_in_every_deal_and_clearing_reopens(boris: TestClient, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(25)]
    preview = boris.post("/deals/bulk-preview", data={"id": deals, "key": "source", "source": "Referral"}).text
    assert "“Discovery 1” will be ticked in 25 deals." in preview
    assert "Referral" in preview
    assert cast.ticked(deals[0]) == set()
    done = boris.post("/deals/bulk", data={"id": deals, "key": "source", "source": "Referral"})
    assert done.status_code == 303
    assert done.headers["location"].startswith("/deals/list")
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in deals)
    preview = boris.post("/deals/bulk-preview", data={"id": deals[:2], "key": "source", "source": ""}).text
    assert "“Discovery 1” will be reopened in 2 deals." in preview
    boris.post("/deals/bulk", data={"id": deals[:2], "key": "source", "source": ""})
    assert [cast.ticked(deal) for deal in deals[:3]] == [set(), set(), {cast.steps[0]}]


def test_a_preview_leaves_no_trace(boris: TestClient, cast: Cast) -> None:
    deals = [cast.deal(by=cast.boris), cast.deal(by=cast.boris)]
    before = len(rows(cast, History))
    boris.post(
        "/deals/bulk-preview", data={"id": deals, "key": "responsible_id", "responsible_id": cast.magda.member_id}
    )
    boris.get("/deals/bulk-deletion", params={"id": deals})
    assert len(rows(cast, History)) == before
    assert [(deal.responsible_id, deal.version, deal.deleted_at) for deal in rows(cast, Deal)] == [
        (cast.boris.member_id, 1, None)
    ] * 2


def test_what_one_may_not_edit_is_refused_and_leaves_no_trace(boris: TestClient, cast: Cast) -> None:
    mine, other = cast.deal(by=cast.boris, title="Mine"), cast.deal(title="Anna's deal")
    data = {"id": [mine, other], "key": "source", "source": "Referral"}
    preview = boris.post("/deals/bulk-preview", data=data).text
    assert "1 will stay as it is:" in preview
    assert "Anna&#39;s deal: Your role does not allow this." in preview
    done = boris.post("/deals/bulk", data=data)
    told = boris.get(done.headers["location"]).text
    assert "1 record was changed." in told
    assert re.search(r"Anna&#39;s deal</a>: Your role does not allow this\.", told)
    assert [row(cast, Deal, deal).source for deal in (mine, other)] == ["Referral", None]
    assert [event.name for event in events(cast, "deal", other)] == ["deal.created"]


def test_all_that_the_list_finds_is_changed_with_one_cause(boris: TestClient, cast: Cast) -> None:
    found = [cast.deal(by=cast.boris, title=f"Found {number}") for number in range(3)]
    other = cast.deal(by=cast.boris, title="Other")
    tree = json.dumps({"all": [{"field": "title", "op": "starts_with", "value": "found"}]})
    asked = boris.get("/deals/bulk", params={"which": "all", "filter": tree, "key": "source"}).text
    assert "3 records" in asked
    boris.post("/deals/bulk", data={"which": "all", "filter": tree, "key": "source", "source": "Website"})
    assert [row(cast, Deal, deal).source for deal in (*found, other)] == ["Website"] * 3 + [None]
    change_id = row(cast, BulkRun, 1).change_id
    assert [events(cast, "deal", deal)[-1].cause for deal in found] == [{"kind": "bulk", "id": change_id}] * 3


def test_the_whole_change_is_undone_as_one(boris: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_parts, "CHUNK", 2)
    cast.bind("source", cast.steps[0])
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(5)]
    boris.post("/deals/bulk", data={"id": deals, "key": "source", "source": "Referral"})
    boris.post(f"/changes/{row(cast, BulkRun, 1).change_id}/undo")
    assert [row(cast, Deal, deal).source for deal in deals] == [None] * 5
    assert [cast.ticked(deal) for deal in deals] == [set()] * 5
    boris.post("/deals/bulk", data={"id": deals, "action": "delete"})
    boris.post(f"/changes/{row(cast, BulkRun, 2).change_id}/undo")
    assert not any(row(cast, Deal, deal).is_deleted for deal in deals)


def test_deleting_is_shown_first_and_leads_to_the_bin(boris: TestClient, cast: Cast) -> None:
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(2)]
    other = cast.deal(title="Anna's deal")
    preview = boris.get("/deals/bulk-deletion", params={"id": [*deals, other]}).text
    assert "Delete 3 records?" in preview
    assert "Anna&#39;s deal: Your role does not allow this." in preview
    boris.post("/deals/bulk", data={"id": [*deals, other], "action": "delete"})
    assert [row(cast, Deal, deal).is_deleted for deal in (*deals, other)] == [True, True, False]
    assert {event.cause["kind"] for event in rows(cast, History) if event.name == "deal.deleted"} == {"bulk"}


def test_a_long_change_goes_on_from_where_it_stood_and_never_twice(
    boris: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(5)]
    monkeypatch.setattr(bulk_parts, "CHUNK", 2)
    monkeypatch.setattr(bulk_parts, "SECONDS", 0.0)
    begun = boris.post("/deals/bulk", data={"id": deals, "key": "source", "source": "Referral"})
    assert begun.headers["location"] == "/bulk/1"
    assert "Keep this page open." in boris.get("/bulk/1").text
    monkeypatch.setattr(bulk_parts, "SECONDS", 5.0)
    assert "5 records were changed." in boris.post("/bulk/1/chunks", headers={"HX-Request": "true"}).text
    boris.post("/bulk/1/chunks")
    run = row(cast, BulkRun, 1)
    assert (run.done, run.changed, run.refused, run.is_finished) == (5, 5, 0, True)
    assert [len(events(cast, "deal", deal)) for deal in deals] == [2] * 5
    cast.run(bulk_runs.carry_on_bulk, 1, 0, deals, by=cast.boris)
    assert [len(events(cast, "deal", deal)) for deal in deals] == [2] * 5


def test_a_wrong_value_changes_nothing_and_stays_in_the_form(boris: TestClient, cast: Cast) -> None:
    deals = [cast.deal(by=cast.boris), cast.deal(by=cast.boris)]
    refused = boris.post("/deals/bulk-preview", data={"id": deals, "key": "amount", "amount": "much"})
    assert refused.status_code == 422
    assert 'value="much"' in refused.text
    assert [deal.amount_minor for deal in rows(cast, Deal)] == [None, None]


@pytest.mark.parametrize(
    ("key", "sent"), [("amount", ["7"]), ("custom.colours", ["Red", "Blue"]), ("custom.colours", [])]
)
def test_what_was_typed_goes_from_the_preview_to_the_change(
    boris: TestClient, cast: Cast, key: str, sent: list[str]
) -> None:
    cast.field("colours", "multi_choice", options=["Red", "Green", "Blue"])
    deal = cast.deal(by=cast.boris, custom__colours=["Green"])
    data = {"id": [deal], "key": key, key: sent, f"{key}__shown": "1", f"{key}_currency": "PLN"}
    preview = boris.post("/deals/bulk-preview", data=data).text
    form = preview[preview.index('action="/deals/bulk"') :]
    again: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        again.setdefault(name, []).append(unescape(value))
    boris.post("/deals/bulk", data=again)
    changes = events(cast, "deal", deal)[-1].changes[key]
    assert changes[1] == ({"amount": "7.00", "currency": "PLN"} if key == "amount" else sent)


def test_strangers_records_are_neither_shown_nor_changed(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(title="Ours alone")
    clara = signed_in(app, cast, cast.clara)
    for path in ("/deals/bulk?key=source&id=", "/deals/bulk-deletion?id="):
        assert clara.get(f"{path}{deal}").status_code == 303
    assert clara.post("/deals/bulk", data={"id": deal, "key": "source", "source": "Hers"}).status_code == 303
    assert row(cast, Deal, deal).source is None
    assert rows(cast, BulkRun) == []


@pytest.mark.parametrize("key", ["", "title", "status", "stage_id", "nonsense"])
def test_only_what_makes_sense_for_many_can_be_set(boris: TestClient, cast: Cast, key: str) -> None:
    deal = cast.deal(by=cast.boris)
    assert boris.get("/deals/bulk", params={"id": deal, "key": key}).status_code == 404
    for path in ("/deals/bulk", "/deals/bulk-preview"):
        assert boris.post(path, data={"id": deal, "key": key, key or "x": "1"}).status_code == 404


def test_picking_nothing_or_too_much_is_said(boris: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = boris.get("/deals/bulk?key=source")
    assert (answer.status_code, answer.headers["location"][:11]) == (303, "/deals/list")
    cast.deal(by=cast.boris)
    monkeypatch.setattr("stepmark.web.routes.record_bulk.MOST_RECORDS", 0)
    answer = boris.post("/deals/bulk", data={"which": "all", "view": "0", "action": "delete"})
    assert answer.status_code == 303
    assert rows(cast, BulkRun) == []
