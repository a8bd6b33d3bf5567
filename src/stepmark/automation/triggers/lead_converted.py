"""A lead became a deal."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class LeadConverted(Trigger[TriggerSettings]):
    """Wakes for the lead, which has its client by then; the deal wakes what waits for new deals."""

    key = "lead_converted"
    label = _("is converted")
    group = "deals"
    icon = "arrows-exchange"
    help = _("Once a deal was made of the lead. A rule about deals hears of the new deal as of any that is created.")
    kinds = ("lead",)

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("lead.converted",)
