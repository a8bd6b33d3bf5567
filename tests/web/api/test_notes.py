"""Notes through the API."""

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.notes import Notice
from tests.cast import Cast
from tests.support.people import rows

pytestmark = pytest.mark.sqlite_alone


def test_a_note_from_its_writing_to_its_end(boris: TestClient, cast: Cast) -> None:
    url = f"/api/v1/companies/{cast.company(responsible_id=cast.boris.member_id)}/notes"
    key = {"Idempotency-Key": "once"}
    note = boris.post(url, json={"text": "Ask @Anna Maj"}, headers=key).json()
    assert boris.post(url, json={"text": "Ask @Anna Maj"}, headers=key).json() == note
    assert (note["text"], note["author_id"]) == ("Ask @Anna Maj", cast.boris.member_id)
    assert [notice.member_id for notice in rows(cast, Notice)] == [cast.anna.member_id]
    second = boris.post(url, json={"text": "Second"}).json()
    changed = boris.patch(f"/api/v1/notes/{note['id']}", json={"text": "First"}).json()
    assert (changed["id"], changed["text"]) == (note["id"], "First")
    page = boris.get(f"{url}?limit=1").json()
    assert page["items"] == [changed]
    assert boris.get(f"{url}?after={page['next']}").json() == {"items": [second], "next": None}
    assert boris.delete(f"/api/v1/notes/{note['id']}").status_code == 204
    assert boris.get(url).json()["items"] == [second]


def test_what_says_nothing_is_no_note(boris: TestClient, cast: Cast) -> None:
    url = f"/api/v1/deals/{cast.deal(by=cast.boris)}/notes"
    assert [boris.post(url, json={"text": text}).json()["field"] for text in ("", " ", "y" * 20_001)] == ["text"] * 3
    assert boris.get("/api/v1/nothings/1/notes").status_code == 404
    assert boris.get(url).json()["items"] == []
