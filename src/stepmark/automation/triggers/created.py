"""A record was created."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class Created(Trigger[TriggerSettings]):
    """Wakes once in a record's life."""

    key = "created"
    label = _("is created")
    group = "data"
    icon = "plus"
    help = _("Once in its life: by hand, by an import, by a rule or through the API.")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("created",)
