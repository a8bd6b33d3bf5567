"""Starting a project from a template."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.commands.project_templates import create_project_template, delete_project_template
from stepmark.commands.projects import PROJECT
from stepmark.commands.records import create_record
from stepmark.domain.projects import Project
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def template(cast: Cast) -> int:
    """A template with one task."""
    return int(cast.run(create_project_template, {"name": "Installation", "tasks": [{"title": "Measure"}]}))


@pytest.mark.row("S13", "S14")
def test_it_is_about_the_record_at_hand_and_its_client(cast: Cast, rules: Rules, template: int) -> None:
    rules.make({"on": "modified", "fields": ["source"]}, start(template, name="For {{ deal.company }}"))
    company = cast.company("ACME")
    deal = cast.deal(company_id=company, responsible_id=cast.boris.member_id)
    cast.change("deal", deal, source="Website")
    (project,) = _projects(cast)
    assert (project.name, project.deal_id, project.company_id) == ("For ACME", deal, company)
    assert project.responsible_id == cast.boris.member_id


def test_without_a_link_it_stands_alone_under_the_templates_name(cast: Cast, rules: Rules, template: int) -> None:
    rules.make("created", start(template, link=False), kind="company")
    cast.company("ACME")
    (project,) = _projects(cast)
    assert (project.name, project.company_id) == ("Installation", None)


def test_a_project_started_for_a_project_starts_no_other(cast: Cast, rules: Rules, template: int) -> None:
    rules.make("created", start(template), kind="project")
    cast.run(create_record, PROJECT, {"name": "First"})
    assert [each.name for each in _projects(cast)] == ["First", "Installation"]


def test_a_template_that_is_gone_is_named(cast: Cast, template: int) -> None:
    cast.run(delete_project_template, template)
    rules = Rules(cast)
    with pytest.raises(Exception, match="Installation"):
        rules.make("created", start(template))


def start(template: int, **settings: Any) -> dict[str, Any]:
    return {"do": "start_project", "settings": {"template_id": template, **settings}}


def _projects(cast: Cast) -> list[Project]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Project).order_by(Project.id)))
