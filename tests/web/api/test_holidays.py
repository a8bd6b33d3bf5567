"""Public holidays for programs."""

import pytest
from fastapi import FastAPI

from tests.cast import Cast
from tests.support.web import api_client

URL = "/api/v1/holidays"


def test_a_day_is_added_renamed_listed_by_its_year_and_deleted(app: FastAPI, cast: Cast) -> None:
    anna = api_client(app, cast, cast.anna)
    made = anna.post(URL, json={"day": "2026-12-24", "name": "Eve <3"})
    assert made.status_code == 201
    eve = made.json()
    assert eve == {"id": eve["id"], "day": "2026-12-24", "name": "Eve <3"}
    assert anna.post(URL, json={"day": "2026-12-24", "name": "Wigilia"}).json() == eve | {"name": "Wigilia"}
    anna.post(URL, json={"day": "2025-12-31"})
    anna.post(URL, json={"day": "2027-01-01"})
    assert anna.get(f"{URL}?year=2026").json() == {"items": [eve | {"name": "Wigilia"}], "next": None}
    days = [each["day"] for each in anna.get(URL).json()["items"]]
    assert days == ["2025-12-31", "2026-12-24", "2027-01-01"]
    assert anna.delete(f"{URL}/{eve['id']}").status_code == 204
    assert anna.delete(f"{URL}/{eve['id']}").status_code == 404


def test_a_countrys_year_comes_once_and_leaves_what_is_there(app: FastAPI, cast: Cast) -> None:
    anna = api_client(app, cast, cast.anna)
    anna.post(URL, json={"day": "2026-11-11", "name": "Ours"})
    body = {"country": "PL", "year": 2026}
    first = anna.post(f"{URL}/imports", json=body, headers={"Idempotency-Key": "once"})
    listed = anna.get(URL).json()["items"]
    assert first.status_code == 200
    assert first.json()["added"] == len(listed) - 1 > 10
    assert "Ours" in [each["name"] for each in listed if each["day"] == "2026-11-11"]
    again = anna.post(f"{URL}/imports", json=body, headers={"Idempotency-Key": "once"})
    assert again.json() == first.json()
    assert anna.post(f"{URL}/imports", json=body).json() == {"added": 0}


@pytest.mark.parametrize(
    ("end", "body", "field"),
    [
        ("", {"day": "soon"}, "day"),
        ("", {"day": ""}, "day"),
        ("", {"day": "2026-01-01", "name": "x" * 201}, "name"),
        ("/imports", {"country": "ZZ", "year": 2026}, "country"),
        ("/imports", {"country": "PL", "year": 1999}, "year"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(
    app: FastAPI, cast: Cast, end: str, body: dict[str, object], field: str
) -> None:
    refused = api_client(app, cast, cast.anna).post(URL + end, json=body)
    assert (refused.status_code, refused.json()["field"]) == (422, field)


@pytest.mark.parametrize("year", ["0", "10000", "now"])
def test_a_year_that_is_none_is_refused(app: FastAPI, cast: Cast, year: str) -> None:
    refused = api_client(app, cast, cast.anna).get(f"{URL}?year={year}")
    assert (refused.status_code, refused.json()["field"]) == (422, "year")
