"""The calendar of tasks: the reader's own days, other people's tasks, and moving one."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.commands.tasks import finish_task
from stepmark.domain.people import Member
from stepmark.domain.tasks import Task
from stepmark.domain.workspace import Workspace
from tests.cast import Cast
from tests.support.people import row
from tests.support.statements import statements_of
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # tasks of a span of time are asked for alike on both

HTMX = {"HX-Request": "true"}
OCTOBER = "/calendar?view=month&at=2026-10-10"


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris's browser; he lives in Warsaw, where summer time ends on 25 October 2026."""
    with cast.database.writing(None) as session:
        session.execute(update(Member).where(Member.id == cast.boris.member_id).values(time_zone="Europe/Warsaw"))
        session.commit()
    return signed_in(app, cast, cast.boris)


def test_tasks_stand_on_the_readers_days_when_the_clocks_change(boris: TestClient, cast: Cast) -> None:
    moments = {
        "Last of Saturday": "2026-10-24T21:59:00Z",
        "First of Sunday": "2026-10-24T22:00:00Z",
        "Twenty-fifth hour": "2026-10-25T22:59:00Z",
        "First of Monday": "2026-10-25T23:00:00Z",
    }
    for title, moment in moments.items():
        _task(cast, title, moment)
    days = _days(boris.get(OCTOBER).text)
    assert days["2026-10-24"] == ["Last of Saturday"]
    assert days["2026-10-25"] == ["First of Sunday", "Twenty-fifth hour"]
    assert days["2026-10-26"] == ["First of Monday"]
    assert list(_days(boris.get("/calendar?view=week&at=2026-10-25").text)) == [
        f"2026-10-{day}" for day in range(19, 26)
    ]


def test_a_month_has_whole_weeks_and_leads_to_the_ones_beside_it(boris: TestClient) -> None:
    page = boris.get(OCTOBER).text
    days = list(_days(page))
    assert (days[0], days[-1], len(days)) == ("2026-09-28", "2026-11-01", 35)
    assert "October 2026" in page
    for link in ("at=2026-09-01", "at=2026-11-01", "view=week"):
        assert link in page
    assert '<th scope="col"' in page


def test_a_task_moves_to_another_day_and_keeps_its_hour(boris: TestClient, cast: Cast) -> None:
    task = _task(cast, "Call", "2026-10-23T07:30:00Z")
    sent = {"where": "calendar", "view": "month", "at": "2026-10-10", "container": "2026-10-26", "position": "0"}
    answer = boris.put(f"/tasks/{task}/due", data=sent, headers=HTMX)
    assert _days(answer.text)["2026-10-26"] == ["Call"]
    assert str(row(cast, Task, task).due_at) == "2026-10-26 08:30:00+00:00"
    plain = boris.put(f"/tasks/{task}/due", data=sent)
    assert plain.headers["location"] == "/calendar?view=month&at=2026-10-10"


def test_others_tasks_are_seen_as_far_as_the_workspace_lets_one(boris: TestClient, cast: Cast) -> None:
    task = _task(cast, "Anna's", "2026-10-10T10:00:00Z", by_anna=True)
    _task(cast, "Mine", "2026-10-10T10:00:00Z")
    page = boris.get(f"{OCTOBER}&whose={cast.anna.member_id}").text
    assert _days(page)["2026-10-10"] == ["Anna&#39;s"]
    assert f"/tasks/{task}/due/edit" not in page
    assert _days(boris.get(OCTOBER).text)["2026-10-10"] == ["Mine"]
    with cast.database.writing(None) as session:
        session.execute(update(Workspace).values(visibility="own"))
        session.commit()
    assert _days(boris.get(f"{OCTOBER}&whose={cast.anna.member_id}").text)["2026-10-10"] == []


def test_a_full_day_leads_to_its_week_and_a_free_one_takes_a_task(boris: TestClient, cast: Cast) -> None:
    for number in range(7):
        _task(cast, f"Call {number}", f"2026-10-10T1{number}:00:00Z")
    page = boris.get(OCTOBER).text
    assert len(_days(page)["2026-10-10"]) == 4
    assert "3 more" in page
    assert len(_days(boris.get("/calendar?view=week&at=2026-10-10").text)["2026-10-10"]) == 7
    link = re.search(r'href="(/tasks/new\?due_at=2026-10-12[^"]+)"', page)
    assert link is not None
    form = boris.get(link[1].replace("&amp;", "&")).text
    assert 'value="2026-10-12T09:00"' in form
    assert 'name="next" value="/calendar?view=month&amp;at=2026-10-10"' in form


def test_what_is_done_is_said_and_stays_where_it_is(boris: TestClient, cast: Cast) -> None:
    task = _task(cast, "Call", "2026-10-10T10:00:00Z")
    cast.run(finish_task, task, by=cast.boris)
    page = boris.get(OCTOBER).text
    assert 'aria-label="Done"' in page
    assert f"/tasks/{task}/due/edit" not in page


def test_an_address_without_sense_shows_some_calendar(boris: TestClient) -> None:
    for query in (
        "view=year",
        "at=yesterday",
        "at=0001-01-01",
        "at=9999-12-31&view=week",
        "at=10000-01-01",
        "whose=-1",
    ):
        page = boris.get(f"/calendar?{query}")
        assert page.status_code == 200
        assert len(_days(page.text)) in (7, 28, 35, 42)


def test_the_calendar_costs_the_same_for_few_and_for_many(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    counts = []
    for _round in range(2):
        for number in range(4):
            _task(cast, f"Call {number}", f"2026-10-1{number}T10:00:00Z", deal_id=cast.deal(by=cast.boris))
        with statements_of(app.state.database) as sent:
            boris.get(OCTOBER)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def _task(cast: Cast, title: str, due_at: str, *, by_anna: bool = False, **values: object) -> int:
    raw = {"title": title, "due_at": due_at, **values}
    return int(cast.run(create_record, TASK, raw, by=cast.anna if by_anna else cast.boris))


def _days(html: str) -> dict[str, list[str]]:
    """The titles of the tasks by day."""
    cells = re.findall(r'data-container-id="([\d-]+)">(.*?)</ul>', html, re.DOTALL)
    return {day: re.findall(r'<a href="/tasks/\d+">([^<]+)</a>', cell) for day, cell in cells}
