"""Starting a project from its template."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from stepmark.catalogue.kinds import kind_of
from stepmark.commands.access import locked
from stepmark.commands.records import create_record, update_record
from stepmark.commands.tasks import create_task
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
    begins = today(work.actor.time_zone)
    given = {key: value for key, value in raw.items() if value not in (None, "")}
    values = {"name": template.name, "starts_on": begins, "responsible_id": work.actor.member_id}
    if template.lasts_days is not None and "starts_on" not in given:
        values["due_on"] = _days_after(begins, template.lasts_days)
    project_id = create_record(work, PROJECT, values | given)
    project = work.session.get_one(Project, project_id)
    if project.due_on is None and project.starts_on and template.lasts_days is not None:
        update_record(work, PROJECT, project_id, {"due_on": _days_after(project.starts_on, template.lasts_days)})
    links = {key: getattr(project, key) for key in ("deal_id", "company_id", "contact_id")}
    for task in template.task_list:
        own = {"title": task.title, "type": task.type, "due_at": _due(work, project.starts_on, task.due_in_days)}
        create_task(work, {**own, **links, "project_id": project_id, "responsible_id": project.responsible_id})
    return project_id


def _due(work: Work, begins: date | None, days: int | None) -> datetime | None:
    if begins is None or days is None:
        return None
    workspace = work.session.get_one(Workspace, work.actor.workspace_id)
    closes = min(workspace.work_to, _LAST_MINUTE)
    return on_day(None, _days_after(begins, days), workspace.time_zone, time(closes // 60, closes % 60))


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, LAST_DAY.toordinal()))
