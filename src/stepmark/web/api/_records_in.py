"""What programs send for a record, as the raw values that commands take."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from stepmark.catalogue.kinds import SALES, TASK, Kind
from stepmark.commands.records import create_record
from stepmark.commands.stages import id_in
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.work import Work
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _

_NEVER_EMPTY = {
    **dict.fromkeys((kind.name for kind in SALES), ("process_id", "stage_id", "status")),
    TASK.name: ("done",),
}


def raw_values(body: BaseModel) -> dict[str, Any]:
    """The values by their fields' keys: {"custom": {"budget": 5}} becomes {"custom.budget": 5}."""
    values = body.model_dump(exclude_unset=True)
    custom = values.pop("custom", {})
    return {**values, **{f"custom.{key}": value for key, value in custom.items()}}


def changed_values(kind: Kind, body: BaseModel) -> dict[str, Any]:
    """The same for a change, which may not empty what every record of this kind has."""
    values = raw_values(body)
    never_empty = (*_NEVER_EMPTY.get(kind.name, ()), "currency")
    emptied = [key for key in never_empty if key in values and values[key] in (None, "")]
    if emptied:
        raise Invalid({key: _("“%(field)s” can't be empty.", field=key) for key in emptied})
    return values


def step_task_values(body: BaseModel, deal_id: int) -> dict[str, Any]:
    """The values of a task under a step of this deal."""
    values = raw_values(body)
    if values.pop("deal_id", None) not in (None, deal_id, str(deal_id)):
        raise Invalid({"deal_id": _("The address names another deal.")})
    return values


def create(work: Work, kind: Kind, raw: Mapping[str, Any]) -> int:
    """A new record; a task with a `step_id` hangs on that step of its deal. Returns its id."""
    if kind is not TASK or "step_id" not in raw:
        return create_record(work, kind, raw)
    step_id, deal_id = id_in(raw, "step_id"), id_in(raw, "deal_id")
    rest = {key: value for key, value in raw.items() if key != "step_id"}
    if step_id is None:
        return create_record(work, kind, rest)
    if deal_id is None:
        raise Invalid({"deal_id": _("Name the deal too: a step has tasks on each deal.")})
    return add_task_to_step(work, deal_id, step_id, rest)
