"""What people and programs say about processes, stages and steps, as values that fit."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from stepmark.catalogue.kinds import has_stages
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.domain.tasks import TASK_TYPES
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _

NAME_LIMIT = 200
GUIDANCE_LIMIT = 10_000
TASK_TITLE_LIMIT = 300
LATEST_DUE = 3650

LABELS: Mapping[str, Text] = {
    "name": _("Name"),
    "guidance": _("Guidance"),
    "required": _("Required"),
    "needs_note": _("Needs a note"),
    "task_template": _("Makes a task"),
}

Raw = Mapping[str, Any]


def process_values(raw: Raw, *, new: bool) -> dict[str, Any]:
    """The values of a process among raw ones; see `step_values`."""
    return _values(raw, {"name": _name}, {"id", "kind", "position", "stages"}, new=new)


def process_kind(raw: Raw) -> str:
    """What goes through a new process: deals, unless raw values say leads."""
    kind = raw.get("kind") or "deal"
    if not isinstance(kind, str) or not has_stages(kind):
        raise Invalid({"kind": _("A process is for deals or for leads.")})
    return kind


def stage_values(raw: Raw, *, new: bool, at: str = "") -> dict[str, Any]:
    """The values of a stage among raw ones; see `step_values`."""
    return _values(raw, {"name": _name}, {"id", "position", "steps"}, new=new, at=at)


def step_values(raw: Raw, *, new: bool, at: str = "") -> dict[str, Any]:
    """The values of a step among raw ones. What can't be taken is Invalid by its key, which `at` precedes."""
    return _values(raw, _STEP, {"id", "position", "stage_id"}, new=new, at=at)


def position_in(raw: Raw) -> int | None:
    """The place, from 0, that raw values ask for; None when they don't."""
    position = raw.get("position")
    if position is None:
        return None
    if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < 10**6:
        raise Invalid({"position": _("Enter a place in the list, counted from 0.")})
    return position


def _values(
    raw: Raw, readers: Mapping[str, Callable[[Any], Any]], others: Collection[str], *, new: bool, at: str = ""
) -> dict[str, Any]:
    errors: dict[str, Text] = {at + key: _("There is no such value.") for key in raw if key not in {*readers, *others}}
    values: dict[str, Any] = {}
    for key, read in readers.items():
        if key in raw or (new and key == "name"):
            try:
                values[key] = read(raw.get(key))
            except ValueFault as fault:
                errors[at + key] = fault.text
            except Invalid as invalid:
                errors |= {f"{at}{key}.{part}": text for part, text in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return values


def _name(raw: Any) -> str:
    name = text_in("" if raw is None else raw, NAME_LIMIT)
    if not name:
        raise ValueFault(_("Enter a name."))
    return name


def _guidance(raw: Any) -> str:
    return text_in("" if raw is None else raw, GUIDANCE_LIMIT, lines=True)


def _flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueFault(_("Enter yes or no."))
    return raw


def task_template_in(raw: Any) -> dict[str, Any] | None:
    """The task that a step or a project makes; raises ValueFault, or Invalid by its parts."""
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise ValueFault(_("Give the task's title, type and days until it is due."))
    readers = {"title": _task_title, "type": _task_type, "due_in_days": _days}
    return {"type": "to_do", "due_in_days": None} | _values({"title": None, **raw}, readers, (), new=False)


def _task_title(raw: Any) -> str:
    title = text_in("" if raw is None else raw, TASK_TITLE_LIMIT)
    if not title:
        raise ValueFault(_("Enter the task's title."))
    return title


def _task_type(raw: Any) -> str:
    if not isinstance(raw, str) or raw not in dict(TASK_TYPES):
        raise ValueFault(_("Choose one from the list."))
    return str(raw)


def _days(raw: Any) -> int | None:
    if raw is None or raw == "":
        return None
    text = str(raw).strip()
    if isinstance(raw, bool | float) or not (text.isascii() and text.isdigit()) or int(text[:6]) > LATEST_DUE:
        raise ValueFault(_("Enter a number of days from 0 to %(limit)s.", limit=LATEST_DUE))
    return int(text)


_STEP: Mapping[str, Callable[[Any], Any]] = {
    "name": _name,
    "guidance": _guidance,
    "required": _flag,
    "needs_note": _flag,
    "task_template": task_template_in,
}
