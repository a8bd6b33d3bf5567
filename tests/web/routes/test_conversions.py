"""Leads on pages: their board, their page, and the dialog that converts one."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from stepmark.domain.deals import Deal
from stepmark.domain.leads import Lead
from tests.cast import Cast
from tests.support.web import api_client, signed_in

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """A salesperson's browser."""
    return signed_in(app, cast, cast.boris)


def test_leads_have_a_board_and_a_list_of_their_own(boris: TestClient, cast: Cast) -> None:
    lead, deal = cast.lead(title="An enquiry", by=cast.boris), cast.deal(title="A sale", by=cast.boris)
    for page in ("/leads", "/leads/list"):
        shown = boris.get(page).text
        assert "An enquiry" in shown
        assert "A sale" not in shown
        assert f"/leads/{lead}" in shown
    assert "An enquiry" not in boris.get("/deals").text
    assert boris.get(f"/deals/{lead}").headers["location"] == f"/leads/{lead}"
    assert boris.get(f"/leads/{deal}").headers["location"] == f"/deals/{deal}"
    assert "Convert" in boris.get(f"/leads/{lead}").text
    assert "Convert" not in boris.get(f"/deals/{deal}").text


def test_a_card_moves_and_a_step_is_ticked_under_the_leads_own_address(boris: TestClient, cast: Cast) -> None:
    lead = cast.lead(by=cast.boris)
    url = f"/leads/{lead}"
    moved = boris.post(f"{url}/stage", data={"_method": "PUT", "stage_id": str(cast.lead_stages[1])})
    assert (moved.status_code, moved.headers["location"]) == (303, url)
    ticked = boris.post(f"{url}/steps/{cast.lead_steps[0]}/tick")
    assert (ticked.status_code, ticked.headers["location"]) == (303, url)
    assert cast.ticked(lead) == {cast.lead_steps[0]}
    lost = boris.post(f"{url}/closing", data={"status": "lost", "reason": "No answer"})
    assert lost.headers["location"] == url
    assert "No answer" in boris.get(url).text


def test_the_dialog_proposes_who_is_there_and_makes_the_deal(boris: TestClient, cast: Cast) -> None:
    contact = cast.contact("Olga K.", phones=["+48 600 100 200"])
    lead = cast.lead(by=cast.boris, person_name="Olga", company_name="ACME", phones=["+48600100200"])
    asked = boris.get(f"/leads/{lead}/conversion/new").text
    assert "Olga K." in asked
    assert "New: ACME" in asked
    form = {"title": "ERP", "company_id": "new", "contact_id": str(contact)}
    made = boris.post(f"/leads/{lead}/conversion", data=form)
    with cast.database.reading(cast.anna.workspace_id) as session:
        (deal,) = session.scalars(select(Deal))
    assert made.headers["location"] == f"/deals/{deal.id}"
    assert (deal.title, deal.contact_id) == ("ERP", contact)
    assert "ERP" in boris.get(f"/leads/{lead}").text, "the lead shows its deal"
    assert boris.post(f"/leads/{lead}/conversion", data=form).status_code == 422


def test_a_wrong_answer_comes_back_with_what_was_typed(boris: TestClient, cast: Cast) -> None:
    lead = cast.lead(by=cast.boris, company_name="ACME")
    answer = boris.post(f"/leads/{lead}/conversion", data={"title": "x" * 301, "company_id": "new"})
    assert answer.status_code == 422
    assert "x" * 301 in answer.text
    assert (
        boris.post(
            f"/leads/{lead}/conversion",
            data={"title": "x", "company_id": "7\ud800".encode("utf-8", "replace").decode()},
        ).status_code
        == 422
    )
    assert boris.get("/leads/999/conversion/new").status_code == 404


def test_programs_convert_and_are_turned_away_by_the_exceptions_list(app: FastAPI, cast: Cast) -> None:
    anna = api_client(app, cast, cast.anna)
    lead = anna.post(
        "/api/v1/leads", json={"title": "Enquiry", "person_name": "Olga", "emails": ["o@example.com"]}
    ).json()
    assert (lead["status"], lead["person_name"], lead["stage_id"]) == ("open", "Olga", cast.lead_stages[0])
    made = anna.post(f"/api/v1/leads/{lead['id']}/conversion", json={"title": "ERP"})
    assert made.status_code == 201
    assert (made.json()["title"], made.json()["lead_id"]) == ("ERP", lead["id"])
    entry = anna.post("/api/v1/exceptions", json={"value": "o@example.com"}).json()
    barred = anna.post("/api/v1/leads", json={"title": "Again", "emails": ["O@example.com"]})
    assert (barred.status_code, barred.json()["type"].rsplit("/", 1)[-1], barred.json()["field"]) == (
        409,
        "barred",
        "emails",
    )
    events = anna.get("/api/v1/history", params={"kind": "exception", "id": entry["id"]})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert len(session.scalars(select(Lead)).all()) == 1
    assert events.status_code in (200, 404, 422)
