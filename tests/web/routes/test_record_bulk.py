"""One field set for many records: bindings and rights hold for each."""

import pytest
from fastapi import FastAPI

from stepmark.domain.deals import Deal
from tests.cast import Cast
from tests.support.people import events, row, rows
from tests.support.web import signed_in


def test_setting_a_bound_field_ticks_in_every_deal_and_clearing_reopens(app: FastAPI, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deals = [cast.deal(by=cast.boris, title=f"Deal {number}") for number in range(25)]
    boris = signed_in(app, cast, cast.boris)
    asked = boris.get("/deals/bulk", params={"id": deals, "key": "source"}).text
    assert all(f"Deal {number}<" in asked for number in range(25))
    done = boris.post("/deals/bulk", data={"id": deals, "key": "source", "source": "Referral"})
    assert done.status_code == 303
    assert all(cast.ticked(deal) == {cast.steps[0]} for deal in deals)
    boris.post("/deals/bulk", data={"id": deals[:2], "key": "source", "source": ""})
    assert [cast.ticked(deal) for deal in deals[:3]] == [set(), set(), {cast.steps[0]}]


def test_what_one_may_not_edit_is_refused_and_leaves_no_trace(app: FastAPI, cast: Cast) -> None:
    mine, other = cast.deal(by=cast.boris, title="Mine"), cast.deal(title="Anna's deal")
    boris = signed_in(app, cast, cast.boris)
    done = boris.post("/deals/bulk", data={"id": [mine, other], "key": "source", "source": "Referral"})
    assert done.status_code == 422
    assert "Anna&#39;s deal" in done.text
    assert "Your role does not allow this." in done.text
    assert [row(cast, Deal, deal).source for deal in (mine, other)] == ["Referral", None]
    assert [event.name for event in events(cast, "deal", other)] == ["deal.created"]


def test_a_wrong_value_changes_nothing_and_stays_in_the_form(app: FastAPI, cast: Cast) -> None:
    deals = [cast.deal(by=cast.boris), cast.deal(by=cast.boris)]
    boris = signed_in(app, cast, cast.boris)
    refused = boris.post("/deals/bulk", data={"id": deals, "key": "amount", "amount": "much"})
    assert refused.status_code == 422
    assert 'value="much"' in refused.text
    assert [deal.amount_minor for deal in rows(cast, Deal)] == [None, None]


def test_strangers_records_are_neither_shown_nor_changed(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(title="Ours alone")
    clara = signed_in(app, cast, cast.clara)
    assert "Ours alone" not in clara.get("/deals/bulk", params={"id": deal, "key": "source"}).text
    refused = clara.post("/deals/bulk", data={"id": deal, "key": "source", "source": "Hers"})
    assert refused.status_code == 422
    assert row(cast, Deal, deal).source is None


@pytest.mark.parametrize("key", ["", "title", "status", "stage_id", "nonsense"])
def test_only_what_makes_sense_for_many_can_be_set(app: FastAPI, cast: Cast, key: str) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    assert boris.get("/deals/bulk", params={"id": deal, "key": key}).status_code == 404
    assert boris.post("/deals/bulk", data={"id": deal, "key": key, key or "x": "1"}).status_code == 404


def test_picking_nothing_is_said(app: FastAPI, cast: Cast) -> None:
    answer = signed_in(app, cast, cast.boris).get("/deals/bulk?key=source")
    assert (answer.status_code, answer.headers["location"]) == (303, "/deals/list")
