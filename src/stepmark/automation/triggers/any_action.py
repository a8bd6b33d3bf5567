"""Anything happened to a record."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class AnyAction(Trigger[TriggerSettings]):
    """Wakes at whatever is told of a record, once per change: created, modified, deleted, ticked, noted, restored."""

    key = "any_action"
    label = _("has anything happen to it")
    group = "data"
    icon = "circle-dot"
    help = _("Created, modified, archived, deleted or restored; for a deal also its steps, tasks, notes and files.")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("any",)
