"""Projects started from their templates."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.commands.project_templates import (
    MOST_TASKS,
    create_project_template,
    delete_project_template,
    update_project_template,
)
from stepmark.commands.projects import PROJECT, start_project
from stepmark.commands.records import delete_record
from stepmark.domain.projects import Project, ProjectTemplate
from stepmark.domain.tasks import Task
from stepmark.platform import clock
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.people import row

INSTALLATION = {
    "name": "Installation",
    "lasts_days": "30",
    "tasks": [
        {"title": "Measure", "type": "meeting", "due_in_days": 2},
        {"title": "Order windows", "due_in_days": "5"},
        {"title": "Thank them", "type": "mail"},
    ],
}


@pytest.mark.row("S13")
def test_a_project_takes_name_length_and_tasks_from_its_template(cast: Cast) -> None:
    clock.set_clock("2026-11-20T09:00:00")
    template = cast.run(create_project_template, INSTALLATION)
    deal = cast.deal(company_id=cast.company("ACME"))
    project = cast.run(start_project, template, {"deal_id": deal, "responsible_id": cast.boris.member_id})
    made = row(cast, Project, project)
    assert (made.name, str(made.starts_on), str(made.due_on)) == ("Installation", "2026-11-20", "2026-12-20")
    tasks = _tasks(cast, project)
    assert [(task.title, task.type, task.due_at and task.due_at.isoformat()[:16]) for task in tasks] == [
        ("Measure", "meeting", "2026-11-22T17:00"),
        ("Order windows", "to_do", "2026-11-25T17:00"),
        ("Thank them", "mail", None),
    ]
    assert {(task.deal_id, task.responsible_id) for task in tasks} == {(deal, cast.boris.member_id)}


def test_what_is_given_counts_and_the_end_follows_the_beginning(cast: Cast) -> None:
    template = cast.run(create_project_template, INSTALLATION)
    project = cast.run(start_project, template, {"name": "Kitchen", "starts_on": "9998-12-30"})
    made = row(cast, Project, project)
    assert (made.name, str(made.due_on), made.responsible_id) == ("Kitchen", "9998-12-31", cast.anna.member_id)


def test_a_changed_template_leaves_its_projects_alone(cast: Cast) -> None:
    template = cast.run(create_project_template, INSTALLATION)
    project = cast.run(start_project, template, {})
    cast.run(update_project_template, template, {"name": "Repair", "tasks": []}, version=1)
    assert (row(cast, Project, project).name, len(_tasks(cast, project))) == ("Installation", 3)
    with pytest.raises(Problem, match="Somebody else"):
        cast.run(update_project_template, template, {"name": "Late"}, version=1)
    cast.run(delete_project_template, template)
    with pytest.raises(Problem, match="does not exist"):
        cast.run(start_project, template, {})


def test_a_deleted_project_leaves_its_tasks(cast: Cast) -> None:
    template = cast.run(create_project_template, INSTALLATION)
    project = cast.run(start_project, template, {})
    cast.run(delete_record, PROJECT, project)
    assert [task.is_deleted for task in _tasks(cast, project)] == [False, False, False]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"name": " "}, "name"),
        ({"lasts_days": "0"}, "lasts_days"),
        ({"tasks": "all"}, "tasks"),
        ({"tasks": [{"title": "x"}] * (MOST_TASKS + 1)}, "tasks"),
        ({"tasks": [{"title": "x"}, {"title": ""}]}, "tasks.1.title"),
        ({"tasks": [{"title": "x", "type": "dance"}]}, "tasks.0.type"),
        ({"tasks": [{"title": "x", "due_in_days": "-1"}]}, "tasks.0.due_in_days"),
        ({"tasks": ["call"]}, "tasks.0"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_is_named_at_its_place(cast: Cast, raw: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_project_template, {"name": "Installation", **raw})
    assert set(refused.value.errors) == {place}


def test_administrators_keep_templates_and_salespeople_start_from_them(cast: Cast) -> None:
    template = cast.run(create_project_template, INSTALLATION)
    for verb, arguments in (
        (create_project_template, (INSTALLATION,)),
        (update_project_template, (template, {"name": "x"})),
        (delete_project_template, (template,)),
    ):
        with pytest.raises(Problem):
            cast.run(verb, *arguments, by=cast.boris)
    assert cast.run(start_project, template, {}, by=cast.boris)
    with pytest.raises(Problem):
        cast.run(start_project, template, {}, by=cast.viktor)
    with pytest.raises(Problem, match="does not exist"):
        cast.run(start_project, template, {}, by=cast.clara)
    assert row(cast, ProjectTemplate, template).name == "Installation"


def _tasks(cast: Cast, project: int) -> list[Task]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Task).where(Task.project_id == project).order_by(Task.id)))
