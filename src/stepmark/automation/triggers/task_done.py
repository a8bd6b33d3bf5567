"""A task was finished."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class TaskDone(Trigger[TriggerSettings]):
    """Wakes when a task is marked as done: for a task itself, or for the deal that it is on."""

    key = "task_done"
    label = _("has a task done")
    group = "tasks"
    icon = "square-check"
    help = _("For a deal: one of its tasks. For a task: the task itself.")
    kinds = (*SALE_NAMES, "task")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("task.finished",)
