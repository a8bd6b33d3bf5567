"""Templates of projects: administrators keep them, and whoever makes records starts projects from them."""

from itertools import zip_longest
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.usage import rules_naming
from stepmark.commands.access import not_found
from stepmark.commands.project_templates import (
    MOST_TASKS,
    create_project_template,
    delete_project_template,
    update_project_template,
)
from stepmark.commands.projects import PROJECT, start_project
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.tasks import TASK_TYPES
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.projects import project_template, project_templates
from stepmark.web.caller import Administrator, Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/project-templates"
_ONE = _URL + "/{template_id:id}"
_PLACE = Place(PROJECT.plural, _("Project templates"), _URL)
_EMPTY_ROWS = 3
_TASK = ("title", "type", "due_in_days")


@router.get(_URL)
def index(caller: Salesperson) -> Response:
    """All templates; from each a project can be started."""
    with caller.reading() as session:
        return page(caller, "project_templates/index.html", nav=PROJECT.plural, templates=project_templates(session))


@router.get(_URL + "/new")
def new(caller: Administrator) -> Response:
    """An empty form."""
    return _form(caller, None)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add a template."""
    raw = _raw(form)
    try:
        caller.run(create_project_template, raw)
    except Problem as problem:
        return _form(caller, None, problem, raw)
    return see_other(_URL, _("The template is added."))


@router.get(_ONE + "/edit")
def edit(caller: Administrator, template_id: int) -> Response:
    """The form."""
    return _form(caller, template_id)


@router.put(_ONE)
def update(caller: Administrator, template_id: int, form: Form) -> Response:
    """Save the template as the form shows it."""
    raw, version = _raw(form), int_of_form(form, "version")
    try:
        caller.run(update_project_template, template_id, raw, version=version)
    except Problem as problem:
        return _form(caller, template_id, problem, raw | {"version": version})
    return see_other(_URL, _("Saved."))


@router.get(_ONE + "/deletion")
def ask(caller: Administrator, template_id: int) -> Response:
    """What deleting it means."""
    with caller.reading() as session:
        template = _found(session, template_id)
        rules = rules_naming(session, "project_template", template_id)
    title = _("Delete “%(name)s”?", name=template.name)
    return asked(caller, _PLACE, "project_templates/_deletion.html", title, template=template, rules_naming=rules)


@router.delete(_ONE)
def delete(caller: Administrator, template_id: int) -> Response:
    """Delete a template."""
    caller.run(delete_project_template, template_id)
    return see_other(_URL, _("The template is deleted."))


@router.post(_ONE + "/projects")
def start(caller: Salesperson, template_id: int) -> Response:
    """Start a project, to be completed on its own page."""
    project_id = caller.run(start_project, template_id, {})
    return see_other(f"/{PROJECT.plural}/{project_id}/edit", _("The project is started."), undo=caller.undo)


def _form(
    caller: Caller, template_id: int | None, problem: Problem | None = None, given: dict[str, Any] | None = None
) -> Response:
    with caller.reading() as session:
        template = _found(session, template_id) if template_id else None
    given = given or (_stored(template) if template else {"tasks": []})
    rows = [*given["tasks"], *[{"type": "to_do"}] * _EMPTY_ROWS][:MOST_TASKS]
    errors: dict[str, Text] = field_errors(problem) if problem else {}
    context = {"template": template, "given": {**given, "tasks": rows}, "task_types": TASK_TYPES, "errors": errors}
    return page(
        caller, "project_templates/edit.html", problem.status if problem else 200, nav=PROJECT.plural, **context
    )


def _found(session: ScopedSession, template_id: int) -> ProjectTemplate:
    template = project_template(session, template_id)
    if template is None:
        raise not_found()
    return template


def _stored(template: ProjectTemplate) -> dict[str, Any]:
    return {key: getattr(template, key) for key in ("name", "lasts_days", "tasks", "version")}


def _raw(form: Form) -> dict[str, Any]:
    """What the form says, without its empty rows."""
    columns = [[each for each in form.getlist(f"task_{key}") if isinstance(each, str)] for key in _TASK]
    rows = [dict(zip(_TASK, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    tasks = [row for row in rows if row["title"].strip() or row["due_in_days"].strip()]
    return {"name": text_of_form(form, "name"), "lasts_days": text_of_form(form, "lasts_days").strip(), "tasks": tasks}
