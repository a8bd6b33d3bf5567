"""Erasing a person's data through the API."""

from fastapi.testclient import TestClient

from tests.cast import Cast


def test_a_contact_is_erased_once_that_is_confirmed(anna: TestClient, cast: Cast) -> None:
    contact = cast.contact("Olga Nowak", emails=["olga@example.com"], phones=["+48 600 100 200"])
    url = f"/api/v1/contacts/{contact}"
    what = anna.get(f"{url}/personal-data").json()["what"]
    assert what["contact_points"] == 2
    for said in ({}, {"confirmed": False}, None):
        assert anna.post(f"{url}/erasure", json=said).status_code == 422
    assert anna.get(url).json()["name"] == "Olga Nowak"
    erased = anna.post(f"{url}/erasure", json={"confirmed": True})
    assert (erased.status_code, erased.json()["what"]) == (200, what)
    shell = anna.get(url).json()
    assert (shell["name"], shell["emails"], shell["phones"]) == ("[erased]", [], [])
    [entry] = anna.get("/api/v1/erasures").json()["items"]
    assert (entry["kind"], entry["record_id"], entry["member_id"]) == ("contact", contact, cast.anna.member_id)
    assert entry["what"] == what


def test_a_member_is_erased_once_they_have_left(anna: TestClient, cast: Cast) -> None:
    url = f"/api/v1/members/{cast.magda.member_id}"
    refused = anna.post(f"{url}/erasure", json={"confirmed": True})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/invalid")
    anna.post(f"{url}/leaving", json={})
    assert anna.post(f"{url}/erasure", json={"confirmed": True}).status_code == 200
    assert anna.get(url).json()["name"] == "[erased]"
