"""A task for a group or job titles is seen by these, its responsible member, its creator and administrators (S10)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.access import can_see
from stepmark.commands.groups import create_group, delete_group
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.undo import undo_change
from stepmark.commands.work import Work
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.workspace import Visibility
from stepmark.platform import clock
from stepmark.platform.errors import Problem
from stepmark.queries.export import exported
from stepmark.queries.task_lists import tasks_due
from stepmark.queries.visible import live
from tests.cast import Cast
from tests.support.pages import form_values
from tests.support.rules import Rules
from tests.support.web import api_client, signed_in

TITLE = "Quiet talk"


def give_title(cast: Cast, actor: Actor, title: str) -> Actor:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Member).where(Member.id == actor.member_id).values(job_title=title))
        session.commit()
    return replace(actor, job_title=title)


@pytest.mark.both
@pytest.mark.row("S10")
def test_verbs_and_lists_agree_on_who_sees_it(cast: Cast) -> None:
    boris, viktor = give_title(cast, cast.boris, "Designer ŁÓDŹ"), give_title(cast, cast.viktor, "Design")
    group = cast.run(create_group, "North", [cast.viktor.member_id])
    audiences: list[dict[str, Any]] = [
        {}, {"for_group_id": group}, {"for_job_titles": ["designer łódź"]},
        {"for_group_id": group, "for_job_titles": ["CEO"]},
    ]  # fmt: skip
    for number, (owner, audience) in enumerate(product((cast.magda.member_id, None), audiences)):
        cast.run(create_record, TASK, {"title": str(number), "responsible_id": owner, **audience})
    cast.run(create_record, TASK, {"title": "8", "responsible_id": None, **audiences[1]}, by=cast.magda)
    expected = {"anna": "012345678", "magda": "012348", "boris": "0246", "viktor": "0134578"}
    with cast.database.reading(cast.anna.workspace_id) as session:
        every = session.scalars(select(Task)).all()
        for actor, name in ((cast.anna, "anna"), (cast.magda, "magda"), (boris, "boris"), (viktor, "viktor")):
            for visibility in Visibility:
                reader = replace(actor, visibility=visibility)
                by_verbs = {row.title for row in every if can_see(Work(session, reader), row)}
                by_lists = {row.title for row in session.scalars(select(Task).where(live(TASK, reader)))}
                assert by_lists == by_verbs, (name, visibility)
                if visibility is Visibility.ALL:
                    assert by_lists == set(expected[name]), name


@pytest.mark.row("S10")
def test_others_find_it_nowhere(app: FastAPI, cast: Cast) -> None:
    clock.set_clock("2026-11-22T10:00:00")
    group = cast.run(create_group, "North", [cast.viktor.member_id])
    deal = cast.deal(responsible_id=cast.boris.member_id)
    values = {"title": TITLE, "due_at": "2026-11-22T15:00", "for_group_id": group, "responsible_id": None}
    task = cast.run(add_task_to_step, deal, cast.steps[0], values)
    cast.run(update_record, TASK, task, {"description": "Psst"})
    paths = [
        "/tasks/list", f"/tasks/{task}", f"/deals/{deal}", f"/deals/{deal}/print", "/api/v1/tasks",
        f"/api/v1/tasks/{task}",
        f"/api/v1/deals/{deal}/checklist", f"/api/v1/history?kind=deal&id={deal}",
        f"/api/v1/history?kind=task&id={task}",
    ]  # fmt: skip
    for actor in (cast.anna, cast.viktor):
        assert {path for path in paths if TITLE in shown(app, cast, actor, path)} == set(paths), actor.name
        assert f"/tasks/{task}" in shown(app, cast, actor, "/search?q=quiet")
    for actor in (cast.boris, cast.magda, cast.clara):
        everywhere = [
            *paths,
            "/",
            "/search?q=quiet",
            "/tasks",
            "/calendar",
            f"/deals/{deal}/steps/{cast.steps[0]}/tick",
        ]
        found = [path for path in everywhere if TITLE in (text := shown(app, cast, actor, path)) or "Psst" in text]
        assert found == [], actor.name
        assert f"/tasks/{task}" not in shown(app, cast, actor, "/search?q=quiet")
    with cast.database.reading(cast.anna.workspace_id) as session:
        rows = {name: str(list(exported(session, getattr(cast, name), TASK))) for name in ("anna", "magda")}
    assert [TITLE in rows[name] for name in rows] == [True, False]
    cast.run(delete_record, TASK, task)
    assert [TITLE in signed_in(app, cast, actor).get("/bin?kind=task").text for actor in (cast.anna, cast.magda)] == [
        True,
        False,
    ]


def shown(app: FastAPI, cast: Cast, actor: Actor, path: str) -> str:
    client = api_client(app, cast, actor) if path.startswith("/api") else signed_in(app, cast, actor)
    return client.get(path, follow_redirects=True).text


@pytest.mark.row("S10")
def test_calendar_and_feed_leave_it_out_for_others(cast: Cast) -> None:
    clock.set_clock("2026-11-22T10:00:00")
    group, boris = cast.run(create_group, "North", [cast.viktor.member_id]), cast.boris.member_id
    values = {"title": TITLE, "due_at": "2026-11-22T15:00", "for_group_id": group, "responsible_id": boris}
    cast.run(create_record, TASK, values)
    begin, end = clock.now(), clock.now() + timedelta(days=1)
    with cast.database.reading(cast.anna.workspace_id) as session:
        seen = [len(tasks_due(session, actor, boris, begin, end)) for actor in (cast.boris, cast.viktor, cast.magda)]
    assert seen == [1, 1, 0]


@pytest.mark.row("S10")
def test_a_rule_makes_tasks_for_some(cast: Cast) -> None:
    group, rules = cast.run(create_group, "North", [cast.viktor.member_id]), Rules(cast)
    settings = {
        "title": TITLE,
        "for_group_id": group,
        "for_job_titles": "Designer; Layout",
        "responsible": {"who": "nobody"},
    }
    rules.make("created", {"do": "create_task", "settings": settings})
    cast.deal()
    with cast.database.reading(cast.anna.workspace_id) as session:
        (task,) = session.scalars(select(Task))
        assert (task.for_group_id, task.for_job_titles) == (group, ["Designer", "Layout"])
        assert session.scalars(select(Task).where(live(TASK, cast.boris))).all() == []
        assert len(session.scalars(select(Task).where(live(TASK, replace(cast.boris, job_title="layout")))).all()) == 1


def test_the_form_says_for_whom_and_undo_takes_it_back(app: FastAPI, cast: Cast) -> None:
    give_title(cast, cast.boris, "Designer")
    group = cast.run(create_group, "North", [])
    task = cast.run(create_record, TASK, {"title": TITLE})
    anna: TestClient = signed_in(app, cast, cast.anna)
    url = f"/tasks/{task}/edit"
    form = form_values(anna.get(url).text) | {"for_group_id": str(group), "for_job_titles": "Designer"}
    assert anna.post(url, data=form).status_code == 303
    page = anna.get(f"/tasks/{task}").text
    assert "North, Designer" in page
    kept = form_values(anna.get(url).text)
    assert (kept["for_group_id"], kept["for_job_titles"]) == (str(group), "Designer")
    change = cast.edge.change(cast.anna, update_record, TASK, task, {"for_job_titles": [], "for_group_id": None}).undo
    cast.run(undo_change, change)
    shape = api_client(app, cast, cast.anna).get(f"/api/v1/tasks/{task}").json()
    assert (shape["for_group_id"], shape["for_job_titles"]) == (group, ["Designer"])
    new = anna.post(
        "/tasks", data={"title": "New", "audience__shown": "1", "for_group_id": "", "for_job_titles": "Designer"}
    )
    assert new.status_code == 303
    step = anna.post(
        f"/deals/{cast.deal()}/steps/{cast.steps[0]}/tasks",
        data={"title": "On a step", "audience__shown": "1", "for_group_id": str(group)},
    )
    assert step.status_code < 400


def test_a_group_that_is_gone_lets_nobody_else_in(cast: Cast) -> None:
    group = cast.run(create_group, "North", [cast.viktor.member_id])
    task = cast.run(create_record, TASK, {"title": TITLE, "for_group_id": group})
    cast.run(delete_group, group)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [
            session.scalars(select(Task.id).where(live(TASK, each))).all() for each in (cast.viktor, cast.magda)
        ] == [[], []]
    cast.run(update_record, TASK, task, {"title": "Still there"})


@pytest.mark.parametrize(
    ("key", "value", "type"),
    [
        ("for_group_id", 10**9, "broken-reference"), ("for_group_id", "x", "invalid"),
        ("for_group_id", True, "invalid"),
        ("for_group_id", [1], "invalid"), ("for_job_titles", 7, "invalid"), ("for_job_titles", ["x" * 201], "invalid"),
        ("for_job_titles", ["x"] * 21, "invalid"), ("for_job_titles", [{}], "invalid"),
    ],
)  # fmt: skip
def test_what_is_no_audience_is_refused_by_its_field(cast: Cast, key: str, value: Any, type: str) -> None:
    with pytest.raises(Problem) as refused:
        cast.run(create_record, TASK, {"title": TITLE, key: value})
    named = getattr(refused.value, "errors", {refused.value.field: ""})
    assert (refused.value.type, [*named]) == (type, [key])


def test_a_strangers_group_is_nobodys(cast: Cast) -> None:
    theirs = cast.run(create_group, "North", [], by=cast.clara)
    with pytest.raises(Problem):
        cast.run(create_record, TASK, {"title": TITLE, "for_group_id": theirs})
