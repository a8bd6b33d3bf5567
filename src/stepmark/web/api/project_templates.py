"""Templates of projects. Administrators keep them; whoever makes records starts projects from them."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.project_templates import (
    MOST_TASKS,
    create_project_template,
    delete_project_template,
    update_project_template,
)
from stepmark.commands.projects import PROJECT, start_project
from stepmark.domain.projects import ProjectTemplate
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.projects import project_template, project_templates
from stepmark.queries.record_shapes import Shape, record_shape
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiSalesperson
from stepmark.web.api._models import page_model, record_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body, Name, TemplateBody
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/project-templates", tags=["projects"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


class TemplateChange(Body):
    """What is to change; the rest stays."""

    name: Name | None = None
    lasts_days: int | None = Field(None, ge=1, le=3650, description="How many days a project lasts.")
    tasks: list[TemplateBody] | None = Field(None, max_length=MOST_TASKS, description="All of its tasks, in order.")


class NewTemplate(TemplateChange):
    """A template to make."""

    name: Name


class TemplateShape(NewTemplate):
    """A template as programs read it."""

    id: RowId
    tasks: list[TemplateBody]
    version: int


class NewProject(Body):
    """What differs from the template."""

    name: Name | None = None
    deal_id: RowId | None = None
    company_id: RowId | None = None
    contact_id: RowId | None = None
    responsible_id: RowId | None = None


@router.get("", response_model=page_model("ProjectTemplates", TemplateShape), name="project-templates")
def index(caller: ApiSalesperson) -> Response:
    """List all templates by name."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in project_templates(session)], None))


@router.post("", status_code=201, response_model=TemplateShape)
def make(caller: ApiAdministrator, body: NewTemplate) -> Response:
    """Make a template."""
    return caller.created(_shown, create_project_template, body.raw())


@router.get("/{template_id}", response_model=TemplateShape, **_ONE)
def show(caller: ApiSalesperson, template_id: PathId) -> Response:
    """Read a template."""
    with caller.reading() as session:
        shape = _shown(session, template_id)
    return json_answer(shape, headers=etag(shape.version))


@router.patch("/{template_id}", response_model=TemplateShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, template_id: PathId, body: TemplateChange) -> Response:
    """Change a template; projects that were started from it stay as they are."""
    caller.run(update_project_template, template_id, body.raw(), version=if_match(caller.request))
    with caller.reading() as session:
        shape = _shown(session, template_id)
    return json_answer(shape, headers=etag(shape.version))


@router.delete("/{template_id}", status_code=204)
def delete(caller: ApiAdministrator, template_id: PathId) -> None:
    """Delete a template."""
    caller.run(delete_project_template, template_id)


@router.post("/{template_id}/projects", status_code=201, response_model=record_model(PROJECT))
def start(caller: ApiSalesperson, template_id: PathId, body: NewProject) -> Response:
    """Start a project with the template's tasks."""
    return caller.created(_started, start_project, template_id, body.raw())


def _started(session: ScopedSession, project_id: int) -> Shape:
    return record_shape(session, PROJECT, project_id)


def _shown(session: Session, template_id: int) -> TemplateShape:
    template = project_template(session, template_id)
    if template is None:
        raise not_found()
    return _shape(template)


def _shape(template: ProjectTemplate) -> TemplateShape:
    tasks = [TemplateBody.model_validate(each) for each in template.tasks]
    return TemplateShape(
        id=template.id, name=template.name, lasts_days=template.lasts_days, tasks=tasks, version=template.version
    )
