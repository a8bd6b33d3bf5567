"""Templates of projects on their pages."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.project_templates import create_project_template
from stepmark.domain.projects import ProjectTemplate
from tests.cast import Cast
from tests.support.people import row
from tests.support.rules import Rules
from tests.support.web import signed_in

URL = "/project-templates"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_template_is_made_changed_and_deleted_in_forms(anna: TestClient, cast: Cast) -> None:
    assert "No templates yet" in anna.get(URL).text
    rows = {"task_title": ["Measure", "", "Order"], "task_type": ["meeting", "to_do", "call"]}
    form = {"name": "Installation", "lasts_days": "30", **rows, "task_due_in_days": ["2", "", ""]}
    assert anna.post(URL, data=form).status_code == 303
    page = anna.get(URL).text
    assert "Installation" in page
    assert "2 tasks" in page
    template = int(re.findall(rf"{URL}/(\d+)/edit", page)[0])
    shown = anna.get(f"{URL}/{template}/edit").text
    assert re.findall(r'name="task_title"\s+value="([^"]*)"', shown) == ["Measure", "Order", "", "", ""]
    changed = {**form, "name": "Fitting", "version": "1"}
    assert anna.put(f"{URL}/{template}", data=changed).status_code == 303
    assert row(cast, ProjectTemplate, template).name == "Fitting"
    assert "Fitting" in anna.get(f"{URL}/{template}/deletion").text
    assert anna.delete(f"{URL}/{template}").status_code == 303
    assert "Fitting" not in anna.get(URL).text


def test_a_fault_stands_beside_its_row_and_nothing_typed_is_lost(anna: TestClient) -> None:
    form = {"name": "Installation", "task_title": ["Measure", ""], "task_type": ["call", "to_do"]}
    refused = anna.post(URL, data={**form, "task_due_in_days": ["soon", "4"]})
    assert refused.status_code == 422
    assert "Enter a number of days from 0 to 3650." in refused.text
    assert "Enter the task&#39;s title." in refused.text
    assert 'value="soon"' in refused.text


def test_a_project_is_started_from_the_list_by_whoever_makes_records(app: FastAPI, cast: Cast) -> None:
    template = cast.run(create_project_template, {"name": "Installation", "tasks": [{"title": "Measure"}]})
    boris = signed_in(app, cast, cast.boris)
    assert f'href="{URL}"' in boris.get("/projects").text
    assert "/edit" not in re.sub(r'href="/(?!project-templates)[^"]*"', "", boris.get(URL).text)
    started = boris.post(f"{URL}/{template}/projects")
    assert started.status_code == 303
    project = started.headers["location"].removesuffix("/edit")
    page = boris.get(project).text
    assert "Installation" in page
    assert "Measure" in page


def test_deleting_shows_the_rules_that_name_it(anna: TestClient, cast: Cast) -> None:
    template = cast.run(create_project_template, {"name": "Installation"})
    rule = {"do": "start_project", "settings": {"template_id": template}}
    Rules(cast).make("created", rule, kind="company", name="Starts projects")
    assert "Starts projects" in anna.get(f"{URL}/{template}/deletion").text


def test_a_deal_shows_its_projects(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    page = anna.get(f"/deals/{deal}").text
    assert f'href="/projects/new?deal_id={deal}"' in page
