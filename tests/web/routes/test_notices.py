"""What one has been told."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.domain.notes import Notice
from stepmark.domain.rights import Actor
from stepmark.platform.live import Message
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.web import signed_in


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris's browser."""
    return signed_in(app, cast, cast.boris)


def test_a_notice_leads_to_its_deal_and_is_counted_at_the_bell(boris: TestClient, cast: Cast) -> None:
    _tell(cast, cast.boris, "All tasks of “%(step)s” are done.", step="<b>Demo</b>", record_id=7)
    page = boris.get("/notices").text
    assert 'href="/deals/7"' in page
    assert "All tasks of “&lt;b&gt;Demo&lt;/b&gt;” are done." in page
    assert "1 unread notice" in page


def test_nobody_reads_what_others_were_told(boris: TestClient, cast: Cast) -> None:
    notice = _tell(cast, cast.anna, "For Anna alone")
    assert "For Anna alone" not in boris.get("/notices").text
    boris.post(f"/notices/{notice}/read")
    boris.post("/notices/read")
    assert row(cast, Notice, notice).read_at is None


def test_one_or_all_are_marked_as_read(boris: TestClient, cast: Cast) -> None:
    first, _second, _third = (_tell(cast, cast.boris, f"Number {number}") for number in range(3))
    boris.post(f"/notices/{first}/read")
    assert "2 unread notices" in boris.get("/notices").text
    boris.post("/notices/read")
    assert all(notice.read_at for notice in rows(cast, Notice))
    assert "unread" not in boris.get("/notices").text


def test_old_notices_are_reached_page_by_page(boris: TestClient, cast: Cast) -> None:
    ids = [_tell(cast, cast.boris, f"Number {number:03}") for number in range(51)]
    page = boris.get("/notices").text
    assert "Number 050" in page
    assert "Number 000" not in page
    assert f"?before={ids[1]}" in page
    assert "Number 000" in boris.get(f"/notices?before={ids[1]}").text


def test_reading_one_answers_with_it_and_with_the_bell(boris: TestClient, cast: Cast) -> None:
    first, _second = (_tell(cast, cast.boris, f"Number {number}") for number in range(2))
    answer = boris.post(f"/notices/{first}/read", headers={"HX-Request": "true"}).text
    assert f'id="notice-{first}"' in answer
    assert "Mark as read" not in answer
    assert "1 unread notice" in answer
    assert boris.post("/notices/99/read", headers={"HX-Request": "true"}).status_code == 404


def test_open_pages_hear_of_each_new_notice_and_of_its_reading(boris: TestClient, cast: Cast) -> None:
    heard: list[Message] = []
    hub = boris.app.state.hub  # type: ignore[attr-defined]  # the client's application is a FastAPI
    hub.watch(cast.boris.workspace_id, "notices", cast.boris.member_id, heard.append)
    anna = signed_in(boris.app, cast, cast.anna)  # type: ignore[arg-type]  # as above
    anna.post("/deals", data={"title": "Roof", "responsible_id": cast.boris.member_id})
    assert len(heard) == 1
    assert "1 unread notice" in boris.get("/notices/bell").text
    boris.post("/notices/read")
    assert len(heard) == 2
    boris.post("/notices/read")
    assert len(heard) == 2


def _tell(cast: Cast, actor: Actor, message: str, record_id: int | None = None, **details: str) -> int:
    notice = Notice(member_id=actor.member_id, message=message, details=details, kind="deal", record_id=record_id)
    return cast.put(notice)
