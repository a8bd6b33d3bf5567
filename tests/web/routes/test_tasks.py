"""My tasks by due day, and finishing one from wherever it is shown."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.domain.tasks import Task
from stepmark.platform.clock import now
from tests.cast import Cast
from tests.support.people import row
from tests.support.statements import statements_of
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


def test_my_tasks_stand_under_their_days_and_others_do_not(app: FastAPI, cast: Cast) -> None:
    for title, days in (("Late", -2), ("Next day", 1), ("Far", 9), ("Someday", None)):
        due = (now() + timedelta(days=days)).isoformat() if days is not None else None
        cast.run(create_record, TASK, {"title": title, "due_at": due}, by=cast.boris)
    cast.run(create_record, TASK, {"title": "Anna's"})
    page = signed_in(app, cast, cast.boris).get("/tasks").text
    order = ["Overdue", "Late", "Tomorrow", "Next day", "Later", "Far", "No due date", "Someday"]
    places = [page.index(f">{text}<") for text in order]
    assert places == sorted(places)
    assert "Anna" not in page[page.index("<main") :]


@pytest.mark.parametrize("where", ["list", "panel", "deal"])
def test_finishing_answers_with_what_was_shown(app: FastAPI, cast: Cast, where: str) -> None:
    deal = cast.deal(by=cast.boris)
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Call"}, by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    done = boris.post(f"/tasks/{task}/done", data={"where": where}, headers=HTMX)
    assert done.status_code == 200
    assert ('id="checklist"' in done.text) is (where != "list")
    assert (f'id="task-{task}"' in done.text) is (where != "deal")
    assert cast.ticked(deal) == {cast.steps[0]}
    boris.request("DELETE", f"/tasks/{task}/done", data={"where": where}, headers=HTMX)
    assert cast.ticked(deal) == set()


@pytest.mark.parametrize(("where", "leads_to"), [("list", "/tasks"), ("panel", "/deals/1"), ("", "/tasks/1")])
def test_without_scripts_it_leads_back(app: FastAPI, cast: Cast, where: str, leads_to: str) -> None:
    deal = cast.deal(by=cast.boris)
    task = cast.run(create_record, TASK, {"title": "Call", "deal_id": deal}, by=cast.boris)
    done = signed_in(app, cast, cast.boris).post(f"/tasks/{task}/done", data={"where": where})
    assert (done.status_code, done.headers["location"]) == (303, leads_to)


def test_only_those_who_may_edit_it_finish_a_task(app: FastAPI, cast: Cast) -> None:
    task = cast.run(create_record, TASK, {"title": "Anna's own"})
    for actor, status in ((cast.boris, 403), (cast.viktor, 403), (cast.clara, 404)):
        assert signed_in(app, cast, actor).post(f"/tasks/{task}/done").status_code == status
    assert not row(cast, Task, task).is_done


def test_the_list_costs_the_same_for_few_and_for_many(app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    deal = cast.deal(by=cast.boris)
    cast.run(create_record, TASK, {"title": "One", "deal_id": deal}, by=cast.boris)
    boris.get("/tasks")
    with statements_of(app.state.database) as for_one:
        boris.get("/tasks")
    for number in range(20):
        cast.run(create_record, TASK, {"title": f"Task {number}", "deal_id": deal}, by=cast.boris)
    with statements_of(app.state.database) as for_many:
        boris.get("/tasks")
    assert len(for_many) == len(for_one) <= 4
