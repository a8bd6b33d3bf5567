"""Records of every kind in the browser: made, shown, deleted."""

import re

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import CONTACT, KINDS, Kind
from stepmark.commands.records import delete_record
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from stepmark.domain.tasks import Task
from tests.cast import Cast
from tests.support.pages import form_values
from tests.support.people import row, rows
from tests.support.records import named
from tests.support.statements import statements_of
from tests.support.web import signed_in


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_form_makes_a_record_of_each_kind_and_leads_to_its_page(app: FastAPI, cast: Cast, kind: Kind) -> None:
    maker = signed_in(app, cast, cast.magda if kind.personal else cast.boris)
    assert maker.get(f"/{kind.plural}/new").status_code == 200
    made = maker.post(f"/{kind.plural}", data=named(cast, kind, "Zażółć & Sons"))
    assert made.status_code == 303
    shown = maker.get(made.headers["location"])
    assert shown.status_code == 200
    assert "Zażółć &amp; Sons" in shown.text


def test_what_was_typed_is_still_there_beside_what_is_wrong(app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    refused = boris.post("/deals", data={"title": "Big one", "amount": "a lot", "expected_close": "soon"})
    assert refused.status_code == 422
    assert "Enter a number." in refused.text
    assert "Enter a date as YYYY-MM-DD or DD.MM.YYYY." in refused.text
    assert form_values(refused.text)["title"] == "Big one"
    assert form_values(refused.text)["amount"] == "a lot"


def test_the_summary_of_faults_names_the_field_of_each(app: FastAPI, cast: Cast) -> None:
    """Two dates that are none are two lines alike otherwise."""
    boris = signed_in(app, cast, cast.boris)
    refused = boris.post("/projects", data={"name": "", "status": "open", "starts_on": "soon", "due_on": "later"}).text
    assert 'href="#f-starts_on">Begins: Enter a date as' in refused
    assert 'href="#f-due_on">Due: Enter a date as' in refused
    assert "Name: Fill in" not in refused  # says so itself


def test_what_a_record_has_none_of_takes_one_place_on_its_page(app: FastAPI, cast: Cast) -> None:
    company = cast.company("ACME")
    cast.contact("Ewa", company_id=company)
    shown = signed_in(app, cast, cast.boris).get(f"/companies/{company}").text
    assert re.findall(r'<h2 id="linked-(\w+)"', shown) == ["contacts", "new"]
    assert f'href="/contacts/new?company_id={company}"' in shown
    assert f'href="/quotes/new?company_id={company}"' in shown


def test_who_makes_nothing_is_offered_nothing(app: FastAPI, cast: Cast) -> None:
    shown = signed_in(app, cast, cast.viktor).get(f"/companies/{cast.company('ACME')}").text
    assert 'id="linked-' not in shown


def test_an_address_may_fill_fields_in(app: FastAPI, cast: Cast) -> None:
    company = cast.company("ACME")
    form = form_values(signed_in(app, cast, cast.boris).get(f"/contacts/new?company_id={company}").text)
    assert (form["company_id"], form["company_id_text"]) == (str(company), "ACME")


def test_a_company_made_in_passing_is_linked_and_ticks_its_step(app: FastAPI, cast: Cast) -> None:
    cast.bind("company", cast.steps[0])
    boris = signed_in(app, cast, cast.boris)
    made = boris.post("/deals", data={"title": "First sale", "company_id": "new:Novum", "company_id_text": "Novum"})
    deal = row(cast, Deal, int(made.headers["location"].split("/")[-1]))
    assert row(cast, Company, deal.company_id).name == "Novum"
    assert cast.ticked(deal.id) == {cast.steps[0]}


def test_a_contact_made_in_passing_works_at_the_deals_company(app: FastAPI, cast: Cast) -> None:
    company = cast.company("ACME")
    boris = signed_in(app, cast, cast.boris)
    chosen = {"company_id": str(company), "company_id_text": "ACME", "contact_id": "new:Ewa", "contact_id_text": "Ewa"}
    boris.post("/deals", data={"title": "Sale", **chosen})
    assert [contact.company_id for contact in rows(cast, Contact)] == [company]


def test_without_scripts_a_name_finds_its_record_and_an_unknown_one_is_asked_about(app: FastAPI, cast: Cast) -> None:
    company = cast.company("Żubr SA")
    boris = signed_in(app, cast, cast.boris)
    made = boris.post("/contacts", data={"name": "Ewa", "company_id": "", "company_id_text": "żubr sa"})
    assert row(cast, Contact, int(made.headers["location"].split("/")[-1])).company_id == company
    refused = boris.post("/contacts", data={"name": "Ola", "company_id": "", "company_id_text": "Łoś"})
    assert refused.status_code == 422
    assert form_values(refused.text)["company_id_text"] == "Łoś"


def test_a_link_to_a_record_that_is_gone_is_refused_in_words(app: FastAPI, cast: Cast) -> None:
    refused = signed_in(app, cast, cast.boris).post("/contacts", data={"name": "Ola", "company_id": "999"})
    assert refused.status_code == 422
    assert "does not exist any more" in refused.text


def test_a_viewer_sees_no_button_that_would_be_refused(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    viktor = signed_in(app, cast, cast.viktor)
    page = viktor.get(f"/companies/{company}").text
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    assert "/edit" not in main
    assert "/delete" not in main
    assert "New company" not in viktor.get("/companies").text
    assert viktor.get("/companies/new").status_code == 403
    assert viktor.post("/companies", data={"name": "X"}).status_code == 403


@pytest.mark.parametrize("path", ["", "/edit", "/delete", "/fields/name", "/fields/name/edit"])
def test_strangers_find_nothing_here(app: FastAPI, cast: Cast, path: str) -> None:
    company = cast.company("Secret plans")
    clara = signed_in(app, cast, cast.clara)
    answer = clara.get(f"/companies/{company}{path}")
    assert answer.status_code == 404
    assert "Secret" not in answer.text


def test_ids_beyond_any_are_no_such_page(app: FastAPI, cast: Cast) -> None:
    assert signed_in(app, cast, cast.boris).get(f"/companies/{10**30}").status_code == 404


def test_before_deleting_one_sees_what_depends_on_it(app: FastAPI, cast: Cast) -> None:
    cast.bind("company", cast.steps[0])
    company = cast.company()
    deal = cast.deal(title="Depends on it", company_id=company)
    anna = signed_in(app, cast, cast.anna)
    asked = anna.get(f"/companies/{company}/delete").text
    assert re.search(r"Deals:\s*1", asked)
    assert "Depends on it" in asked
    assert anna.delete(f"/companies/{company}").status_code == 303
    assert cast.ticked(deal) == set()
    assert anna.get(f"/companies/{company}").status_code == 404


def test_a_company_shows_what_links_to_it(app: FastAPI, cast: Cast) -> None:
    company = cast.company("Mother")
    cast.company("Daughter", parent_id=company)
    cast.deal(title="Their deal", company_id=company)
    contact = cast.contact("Their contact", company_id=company)
    cast.run(delete_record, CONTACT, cast.contact("Gone", company_id=company))
    page = signed_in(app, cast, cast.boris).get(f"/companies/{company}").text
    assert all(name in page for name in ("Daughter", "Their deal", "Their contact"))
    assert "Gone" not in page
    cast.deal(title="Further deal", contact_ids=[contact])
    assert "Further deal" in signed_in(app, cast, cast.boris).get(f"/contacts/{contact}").text


def test_a_page_costs_the_same_whatever_hangs_on_the_record(app: FastAPI, cast: Cast) -> None:
    few, many = cast.company("Few"), cast.company("Many")
    for number in range(2):
        _hang(cast, few, number)
    for number in range(12):
        _hang(cast, many, number)
    boris = signed_in(app, cast, cast.boris)
    boris.get(f"/companies/{few}")
    with statements_of(app.state.database) as for_few:
        boris.get(f"/companies/{few}")
    with statements_of(app.state.database) as for_many:
        boris.get(f"/companies/{many}")
    assert len(for_few) == len(for_many)


def test_a_new_task_may_lead_back_to_where_it_was_made_but_never_away(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    back = boris.post("/tasks", data={"title": "Call", "deal_id": deal, "next": f"/deals/{deal}"})
    assert back.headers["location"] == f"/deals/{deal}"
    away = boris.post("/tasks", data={"title": "Call", "deal_id": deal, "next": "//evil.example"})
    assert away.headers["location"] == f"/tasks/{max(task.id for task in rows(cast, Task))}"


def _hang(cast: Cast, company: int, number: int) -> None:
    cast.deal(title=f"Deal {number}", company_id=company)
    cast.contact(f"Contact {number}", company_id=company)
    cast.change("company", company, status=f"Status {number}")
