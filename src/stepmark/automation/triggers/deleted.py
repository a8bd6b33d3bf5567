"""A record was put into the recycle bin."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class Deleted(Trigger[TriggerSettings]):
    """Wakes while the marked row is still there to be read. Emptying the bin later wakes nothing."""

    key = "deleted"
    label = _("is deleted")
    group = "data"
    icon = "trash"
    help = _("When it goes into the recycle bin. Emptying the bin later wakes nothing.")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("deleted",)
