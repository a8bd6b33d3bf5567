"""Requisites on the pages of companies and contacts."""

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.requisites import set_requisites
from tests.cast import Cast
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
HTMX = {"HX-Request": "true"}


def test_they_are_filled_from_the_page_with_and_without_scripts(app: FastAPI, cast: Cast) -> None:
    anna, url = signed_in(app, cast, cast.anna), f"/companies/{cast.company()}"
    assert "No requisites yet." in anna.get(url).text
    form = anna.get(f"{url}/requisites/company/edit", headers=HTMX)
    assert "<dialog" in form.text
    sent = {"legal_name": "ACME <3", "address.delivery": "ul. Prosta 1\nWarszawa", "version": "1"}
    saved = anna.put(f"{url}/requisites/company", data=sent, headers=HTMX)
    assert saved.status_code == 200
    assert "ACME &lt;3" in saved.text
    assert anna.put(f"{url}/requisites/person", data={"birth_date": "1990-05-01"}).status_code == 303
    page = anna.get(url).text
    assert "ul. Prosta 1\nWarszawa" in page
    assert "1 May 1990" in page
    assert "Requisites (Company): Legal name" in page


def test_a_wrong_value_is_refused_beside_its_field_and_what_was_typed_stays(app: FastAPI, cast: Cast) -> None:
    anna, url = signed_in(app, cast, cast.anna), f"/contacts/{cast.contact()}/requisites/person"
    refused = anna.put(url, data={"birth_date": "soon", "passport": "AB 1"})
    assert refused.status_code == 422
    assert "Enter a date" in refused.text
    assert 'value="AB 1"' in refused.text


def test_a_clash_shows_what_the_other_has_set_and_saving_again_settles_it(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Jan"}})
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Eva"}})
    anna, url = signed_in(app, cast, cast.anna), f"/companies/{company}/requisites/company"
    clash = anna.put(url, data={"director": "Ola", "version": "2"})
    assert clash.status_code == 409
    assert "changed this to “Eva”" in clash.text
    assert 'value="3"' in clash.text
    assert anna.put(url, data={"director": "Ola", "version": "3"}).status_code == 303


def test_who_only_sees_the_record_sees_them_without_a_form(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Jan"}})
    boris = signed_in(app, cast, cast.boris)
    page = boris.get(f"/companies/{company}").text
    assert "Jan" in page
    assert "/requisites/company/edit" not in page
    assert boris.get(f"/companies/{company}/requisites/company/edit").status_code == 403
    assert boris.get(f"/companies/{company}/requisites/alien/edit").status_code == 404
    assert boris.get(f"/deals/{cast.deal()}/requisites/company/edit").status_code == 404
