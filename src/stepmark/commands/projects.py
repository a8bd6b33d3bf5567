"""Starting a project from its template."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.access import locked
from stepmark.commands.field_rights import require_editable
from stepmark.commands.record_rows import parsed
from stepmark.commands.records import create_record
from stepmark.commands.tasks import create_task
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.projects import Project, ProjectTemplate
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.days import LAST_DAY, on_day

PROJECT = kind_of(Project.about.name)
_LAST_MINUTE = 24 * 60 - 1


def start_project(work: Work, template_id: int, raw: Mapping[str, Any]) -> int:
    """A project with the template's name and length, unless given otherwise, and with its tasks. Returns its id.

    The tasks are the project's responsible person's, and due at the end of a working day.
    """
    template = locked(work, ProjectTemplate, template_id)
    given = {key: value for key, value in raw.items() if value not in (None, "")}
    asked = {key: value for key, value in given.items() if key == "starts_on"}
    begins = parsed(work, PROJECT, asked, new=False).get("starts_on") or today(work.actor.time_zone)
    ends = None if template.lasts_days is None else _days_after(begins, template.lasts_days)
    own = {"name": template.name, "starts_on": begins, "due_on": ends, "responsible_id": work.actor.member_id}
    require_editable(
        work, PROJECT, [fields_for(work, PROJECT)[key] for key in given if key in fields_for(work, PROJECT)]
    )
    # The template is the workspace's: what it says needs no right of whoever starts it.
    with work.with_all_fields():
        return _started(work, template, begins, own | given)


def _started(work: Work, template: ProjectTemplate, begins: date, values: Mapping[str, Any]) -> int:
    project_id = create_record(work, PROJECT, values)
    project = work.session.get_one(Project, project_id)
    links = {key: getattr(project, key) for key in ("deal_id", "company_id", "contact_id")}
    for task in template.task_list:
        due = _due(work, begins, task.due_in_days)
        values = {"title": task.title, "type": task.type, "due_at": due, "responsible_id": project.responsible_id}
        create_task(work, {**values, **links, "project_id": project_id})
    return project_id


def _due(work: Work, begins: date, days: int | None) -> datetime | None:
    if days is None:
        return None
    workspace = work.session.get_one(Workspace, work.actor.workspace_id)
    closes = min(workspace.work_to, _LAST_MINUTE)
    return on_day(None, _days_after(begins, days), workspace.time_zone, time(closes // 60, closes % 60))


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, LAST_DAY.toordinal()))
