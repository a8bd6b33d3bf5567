"""Duplicates on their pages and through the API: found, compared, merged, and led to from their old addresses."""

import re

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import CONTACT
from stepmark.commands.requisites import set_requisites
from tests.cast import Cast
from tests.support.web import api_client, signed_in

pytestmark = pytest.mark.sqlite_alone


def test_possible_duplicates_are_found_by_what_they_share(app: FastAPI, cast: Cast) -> None:
    cast.contact("Olga Kowalska", phones=["+48 600 100 200"])
    cast.contact("Olga K.", phones=["+48600100200"])
    cast.contact("Jan Nowak", emails=["jan@example.com"])
    cast.contact("J. Nowak", emails=["JAN@example.com"])
    cast.contact("Ewa  Lis")
    cast.contact("EWA  LIS")
    for number, name in enumerate(("Firm One", "Firm Two")):
        contact = cast.contact(name, phones=[f"+48 600 100 30{number}"])
        cast.run(set_requisites, CONTACT, contact, {"person": {"tax_number": "525-000-11-22"}})
    cast.contact("Alone", phones=["+48 600 900 900"])
    page = signed_in(app, cast, cast.anna).get("/contacts/duplicates").text
    for shown in ("Olga K.", "J. Nowak", "EWA", "Firm Two"):
        assert shown in page
    assert "+48 600 100 200" in page  # as written, not as compared
    assert "EWA  LIS" in page
    assert "Alone" not in page
    assert "No duplicates found" in signed_in(app, cast, cast.clara).get("/contacts/duplicates").text


def test_they_are_compared_merged_and_found_at_the_old_address(app: FastAPI, cast: Cast) -> None:
    anna = signed_in(app, cast, cast.anna)
    one, two = cast.company("ACME", status="Client"), cast.company("Acme Ltd", website="https://acme.example.com")
    picked = anna.get(f"/companies/merge?id={one}&id={two}").text
    assert re.search(rf'name="into"\s+value="{one}" checked', picked)
    assert re.search(rf'name="take.website"\s+value="{two}" checked', picked)
    form = {"id": [str(one), str(two)], "into": str(one), "take.name": str(two), "take.status": str(one)}
    assert anna.post("/companies/merge", data=form).headers["location"].startswith(f"/companies/{one}")
    page = anna.get(f"/companies/{one}").text
    for shown in ("Acme Ltd", "https://acme.example.com", "merged duplicates", "deleted “Acme Ltd”"):
        assert shown in page
    assert anna.get(f"/companies/{two}").headers["location"] == f"/companies/{one}"
    assert signed_in(app, cast, cast.clara).get(f"/companies/{two}").status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"into": "999"}, 404),
        ({"into": "{one}", "take.name": "999"}, 422),
        ({"into": "{one}", "take.king": "{one}"}, 422),
        ({"into": "x"}, 404),
        ({}, 404),
    ],
)
def test_forged_forms_change_nothing(app: FastAPI, cast: Cast, form: dict[str, str], status: int) -> None:
    one, two = cast.company("ACME"), cast.company("Acme")
    sent = {key: value.format(one=one) for key, value in form.items()} | {"id": [str(one), str(two)]}
    assert signed_in(app, cast, cast.anna).post("/companies/merge", data=sent).status_code == status
    assert {one, two} <= {
        each["id"] for each in api_client(app, cast, cast.anna).get("/api/v1/companies").json()["items"]
    }


def test_one_row_alone_is_not_merged(app: FastAPI, cast: Cast) -> None:
    one = cast.company("ACME")
    assert (
        signed_in(app, cast, cast.anna)
        .get(f"/companies/merge?id={one}")
        .headers["location"]
        .startswith("/companies/dup")
    )


def test_programs_merge_and_say_what_stays(app: FastAPI, cast: Cast) -> None:
    one, two = cast.company("ACME"), cast.company("Acme", status="Client")
    program = api_client(app, cast, cast.anna)
    merged = program.post(f"/api/v1/companies/{one}/merge", json={"ids": [two], "values": {"name": "ACME Ltd"}})
    assert (merged.status_code, merged.json()["name"], merged.json()["status"]) == (200, "ACME Ltd", "Client")
    assert program.get(f"/api/v1/companies/{two}").status_code == 404
    assert program.post(f"/api/v1/companies/{one}/merge", json={"ids": []}).status_code == 422
    assert program.post(f"/api/v1/companies/{one}/merge", json={"ids": [one]}).status_code == 422
    assert program.post(f"/api/v1/companies/{one}/merge", json={"ids": "all"}).status_code == 422
    assert program.post(f"/api/v1/deals/{cast.deal()}/merge", json={"ids": [two]}).status_code == 404
