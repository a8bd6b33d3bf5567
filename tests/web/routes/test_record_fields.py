"""One field edited where it stands."""

from fastapi import FastAPI

from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from tests.cast import Cast
from tests.support.pages import form_values
from tests.support.people import row
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


def test_the_new_value_comes_back_with_the_checklist_that_it_changed(app: FastAPI, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    form = form_values(boris.get(f"/deals/{deal}/fields/source/edit", headers=HTMX).text)
    changed = boris.post(f"/deals/{deal}/fields/source", data=form | {"source": "Referral"}, headers=HTMX)
    assert changed.status_code == 200
    assert changed.text.lstrip().startswith("<dd")
    assert 'hx-target="#checklist"' in changed.text
    assert cast.ticked(deal) == {cast.steps[0]}


def test_clearing_a_bound_field_reopens_its_step(app: FastAPI, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(by=cast.boris, source="Referral")
    boris = signed_in(app, cast, cast.boris)
    boris.patch(f"/deals/{deal}/fields/source", data={"source": ""})
    assert cast.ticked(deal) == set()


def test_without_scripts_the_form_is_a_page_and_leads_back(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    form = form_values(boris.get(f"/deals/{deal}/fields/title/edit").text)
    assert form["_method"] == "PATCH"
    saved = boris.post(f"/deals/{deal}/fields/title", data=form | {"title": "Renamed"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"/deals/{deal}")
    assert row(cast, Deal, deal).title == "Renamed"


def test_a_wrong_value_stays_in_the_form_with_its_error(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    refused = boris.patch(f"/deals/{deal}/fields/amount", data={"amount": "much"}, headers=HTMX)
    assert refused.status_code == 422
    assert form_values(refused.text)["amount"] == "much"
    assert "Enter a number." in refused.text


def test_a_clash_tells_the_value_that_somebody_saved_and_a_second_save_replaces_it(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    anna = signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"/companies/{company}/fields/status/edit", headers=HTMX).text)
    cast.change("company", company, status="Client")
    clash = anna.post(f"/companies/{company}/fields/status", data=form | {"status": "Lead"}, headers=HTMX)
    assert clash.status_code == 409
    assert "Client" in clash.text
    again = form_values(clash.text)
    assert again["status"] == "Lead"
    assert anna.post(f"/companies/{company}/fields/status", data=again, headers=HTMX).status_code == 200
    assert row(cast, Company, company).status == "Lead"


def test_only_fields_that_people_fill_can_be_edited(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    for key in ("stage_id", "status", "rank", "nonsense"):
        assert boris.get(f"/deals/{deal}/fields/{key}/edit").status_code == 404
        assert boris.patch(f"/deals/{deal}/fields/{key}", data={key: "1"}).status_code == 404
