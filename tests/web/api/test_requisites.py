"""Requisites for programs."""

import pytest
from fastapi import FastAPI

from tests.cast import Cast
from tests.support.web import api_client

pytestmark = pytest.mark.sqlite_alone


def test_they_are_filled_and_read_by_template(app: FastAPI, cast: Cast) -> None:
    anna, url = api_client(app, cast, cast.anna), f"/api/v1/companies/{cast.company()}/requisites"
    empty = anna.get(url)
    assert empty.json()["company"]["tax_number"] is None
    body = {"company": {"tax_number": "123", "addresses": {"delivery": "ul. Prosta 1"}}}
    saved = anna.put(url, json=body, headers={"If-Match": empty.headers["ETag"]})
    assert saved.json()["company"]["addresses"]["delivery"] == "ul. Prosta 1"
    assert saved.headers["ETag"] == '"2"'
    assert anna.put(url, json=body, headers={"If-Match": '"1"'}).status_code == 409
    after = anna.put(url, json={"company": {"director": "Jan"}, "person": {"birth_date": "1990-05-01"}}).json()
    assert (after["company"]["tax_number"], after["company"]["director"]) == (None, "Jan")
    assert (after["company"]["addresses"]["delivery"], after["person"]["birth_date"]) == (None, "1990-05-01")
    assert anna.put(url, json={}).json() == after


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"person": {"birth_date": "soon"}}, "birth_date"),
        ({"company": {"passport": "x"}}, "company.passport"),
        ({"alien": {}}, "alien"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(app: FastAPI, cast: Cast, body: object, field: str) -> None:
    url = f"/api/v1/contacts/{cast.contact()}/requisites"
    refused = api_client(app, cast, cast.anna).put(url, json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
