"""Today's page: where one lands, and what is done there in place."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.domain.processes import Step
from stepmark.domain.tasks import Task
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now, set_clock, today
from tests.cast import Cast
from tests.support.people import row
from tests.support.statements import statements_of
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone  # what the page shows is asked on both in tests/queries

HTMX = {"HX-Request": "true"}


@pytest.fixture
def boris(app: FastAPI, cast: Cast) -> TestClient:
    """Boris's browser, on a Wednesday."""
    set_clock("2026-11-18T10:00:00")
    return signed_in(app, cast, cast.boris)


def test_sellers_land_on_their_day_and_others_on_the_board(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    assert boris.get("/").headers["location"] == "/today"
    assert signed_in(app, cast, cast.magda).get("/").headers["location"] == "/today"
    for actor in (cast.anna, cast.viktor):
        assert signed_in(app, cast, actor).get("/").headers["location"] == "/deals"


def test_tasks_stand_under_their_days(boris: TestClient, cast: Cast) -> None:
    for title, days in (("Late", -1), ("Now", 0), ("Next", 1), ("Friday", 2), ("Monday", 5), ("Someday", None)):
        _task(cast, title, days)
    page = boris.get("/today").text
    order = ["Overdue", "Late", "Today", "Now", "Tomorrow", "Next", "This week", "Friday", "Later", "Monday", "Someday"]
    places = [page.index(f">{text}<", page.index("<main")) for text in order if text != "Today"]
    assert places == sorted(places)


def test_an_empty_day_leads_on(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    page = boris.get("/today").text
    for text in ("Nothing to do", "You have no open deal", "Nobody else has changed anything", 'href="/deals/new"'):
        assert text in page
    assert "/tasks/new" not in signed_in(app, cast, cast.viktor).get("/today").text


def test_those_who_see_only_their_own_have_a_day_too(boris: TestClient, cast: Cast) -> None:
    with cast.database.writing(None) as session:
        session.execute(update(Workspace).values(visibility="own"))
        session.commit()
    _task(cast, "Call", 0, deal_id=cast.deal(by=cast.boris, title="Roof"))
    for path in ("/today", "/tasks", "/calendar", "/deals"):
        page = boris.get(path)
        assert page.status_code == 200
        assert ("Call" in page.text) is (path != "/deals")


def test_finishing_the_last_task_of_a_step_says_what_the_step_waits_for(boris: TestClient, cast: Cast) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == cast.steps[0]).values(needs_note=True))
        session.commit()
    deal = cast.deal(by=cast.boris)
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Call"}, by=cast.boris)
    assert "Waits for: its tasks" not in _part(boris.get("/today").text, "today-waiting")
    answer = boris.post(f"/tasks/{task}/done", data={"where": "today"}, headers=HTMX).text
    assert f'id="task-{task}"' in answer
    assert "Waits for: a note" in _part(answer, "today-waiting")
    plain = boris.request("DELETE", f"/tasks/{task}/done", data={"where": "today"})
    assert (plain.status_code, plain.headers["location"]) == (303, "/today")


def test_a_task_is_put_on_another_day_in_place(boris: TestClient, cast: Cast) -> None:
    task = _task(cast, "Call", -1)
    form = boris.get(f"/tasks/{task}/due/edit?where=today", headers=HTMX).text
    assert 'value="2026-11-19"' in form
    assert 'value="2026-11-23"' in form
    due = row(cast, Task, task).due_at
    answer = boris.put(f"/tasks/{task}/due", data={"where": "today", "day": "2026-11-19"}, headers=HTMX).text
    assert "Tomorrow" in answer
    assert due is not None
    assert row(cast, Task, task).due_at == due + timedelta(days=2)
    boris.put(f"/tasks/{task}/due", data={"where": "today", "due_at": "2026-12-24T18:30"}, headers=HTMX)
    assert str(row(cast, Task, task).due_at) == "2026-12-24 18:30:00+00:00"
    boris.put(f"/tasks/{task}/due", data={"due_at": ""})
    assert row(cast, Task, task).due_at is None
    boris.put(f"/tasks/{task}/due", data={"day": "2026-11-20"})
    assert str(row(cast, Task, task).due_at) == "2026-11-20 09:00:00+00:00"


def test_a_day_that_is_none_is_refused_and_said(boris: TestClient, cast: Cast) -> None:
    task = _task(cast, "Call", 0)
    before = row(cast, Task, task).due_at
    for sent in ({"day": "soon"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"due_at": "2026-13-01"}):
        refused = boris.put(f"/tasks/{task}/due", data={"where": "today", **sent}, headers=HTMX)
        assert (refused.status_code, refused.headers["hx-retarget"]) == (422, "#dialog")
        assert "Enter a date" in refused.text
    assert row(cast, Task, task).due_at == before


def test_only_those_who_may_edit_it_put_it_elsewhere(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    task = cast.run(create_record, TASK, {"title": "Anna's"})
    day = today("UTC").isoformat()
    for client, status in ((boris, 403), (signed_in(app, cast, cast.clara), 404)):
        assert client.get(f"/tasks/{task}/due/edit").status_code == status
        assert client.put(f"/tasks/{task}/due", data={"day": day}).status_code == status


def test_the_page_costs_the_same_for_few_and_for_many(boris: TestClient, app: FastAPI, cast: Cast) -> None:
    counts = []
    for _round in range(2):
        for number in range(4):
            _task(cast, f"Task {number}", number, deal_id=cast.deal(by=cast.boris))
        with statements_of(app.state.database) as sent:
            boris.get("/today")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def _task(cast: Cast, title: str, days: int | None, **values: object) -> int:
    due = None if days is None else (now() + timedelta(days=days, hours=1)).isoformat()
    return int(cast.run(create_record, TASK, {"title": title, "due_at": due, **values}, by=cast.boris))


def _part(html: str, name: str) -> str:
    return html.partition(f'id="{name}"')[2].partition("</section>")[0]
