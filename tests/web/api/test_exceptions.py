"""The exceptions list for programs."""

import pytest
from fastapi import FastAPI

from tests.cast import Cast
from tests.support.web import api_client

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/exceptions"


def test_entries_are_added_once_listed_and_deleted(app: FastAPI, cast: Cast) -> None:
    anna = api_client(app, cast, cast.anna)
    made = anna.post(URL, json={"value": "Spam@example.com", "why": "Spam"})
    assert made.status_code == 201
    entry = made.json()
    assert (entry["type"], entry["text"], entry["why"], entry["cause"]) == (
        "email", "Spam@example.com", "Spam", {"kind": "person"},
    )  # fmt: skip
    assert entry["added_by"] == cast.anna.member_id
    assert anna.post(URL, json={"value": "spam@EXAMPLE.com"}).json() == entry
    anna.post(URL, json={"value": "+48 600 100 200"})
    assert [each["text"] for each in anna.get(f"{URL}?q=600").json()["items"]] == ["+48 600 100 200"]
    page = anna.get(f"{URL}?limit=1").json()
    assert page["items"] == [entry]
    assert anna.get(f"{URL}?limit=1&after={page['next']}").json()["next"] is None
    assert anna.delete(f"{URL}/{entry['id']}").status_code == 204
    assert anna.delete(f"{URL}/{entry['id']}").status_code == 404


@pytest.mark.parametrize("body", [{"value": ""}, {"value": "nobody"}, {"value": "x@example.com", "why": "x" * 301}])
def test_what_can_not_be_taken_is_refused_by_its_field(app: FastAPI, cast: Cast, body: dict[str, str]) -> None:
    refused = api_client(app, cast, cast.anna).post(URL, json=body)
    assert refused.status_code == 422
    assert refused.json()["field"] in ("value", "why")
