"""Templates of projects, which administrators keep."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from stepmark.catalogue.types.base import ValueFault
from stepmark.commands import inputs
from stepmark.commands.process_values import task_template_in
from stepmark.commands.settings_rows import add, change, delete, require_room, row_to_change
from stepmark.commands.work import Work
from stepmark.domain.projects import ProjectTemplate
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable

MOST_TEMPLATES = 100
MOST_TASKS = 50


def create_project_template(work: Work, raw: Mapping[str, Any]) -> int:
    """A template with a name, perhaps the days that its projects last, and their tasks. Returns its id."""
    full = _("There can be at most %(limit)s templates. Delete one first.", limit=MOST_TEMPLATES)
    require_room(work, ProjectTemplate, MOST_TEMPLATES, full)
    values = _values({"name": "", **raw})
    return add(work, ProjectTemplate(**values), values)


def update_project_template(
    work: Work, template_id: int, raw: Mapping[str, Any], *, version: int | None = None
) -> None:
    """Change what is given; projects that were started from it stay as they are."""
    template = row_to_change(work, ProjectTemplate, template_id, version)
    change(work, template, _values(raw))


def delete_project_template(work: Work, template_id: int) -> None:
    """No project is started from it any more; rules that name it say so."""
    delete(work, row_to_change(work, ProjectTemplate, template_id))


def _values(raw: Mapping[str, Any]) -> dict[str, Any]:
    unknown = raw.keys() - _READERS.keys()
    if unknown:
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    return inputs.read_all({key: partial(_READERS[key], value) for key, value in raw.items()})


def _name(raw: Any) -> str:
    return inputs.line("name", _("Name"), raw)


def _lasts(raw: Any) -> int | None:
    return None if raw is None or raw == "" else inputs.days("lasts_days", raw)


def _tasks(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise Invalid({"tasks": _("Give a list of tasks.")})
    if len(raw) > MOST_TASKS:
        raise Invalid({"tasks": _("A template has at most %(limit)s tasks.", limit=MOST_TASKS)})
    errors: dict[str, Any] = {}
    tasks = []
    for number, each in enumerate(raw):
        try:
            tasks.append(task_template_in(each or {}) or {})
        except ValueFault as fault:
            errors[f"tasks.{number}"] = fault.text
        except Invalid as invalid:
            errors |= {f"tasks.{number}.{part}": text for part, text in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return tasks


_READERS = {"name": _name, "lasts_days": _lasts, "tasks": _tasks}
