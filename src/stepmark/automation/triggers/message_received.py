"""A message came in."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class MessageReceived(Trigger[TriggerSettings]):
    """Wakes for a message itself, and for the deal and the client that it belongs to."""

    key = "message_received"
    label = _("receives a message")
    group = "messages"
    icon = "mail"
    help = _("A mail or SMS that came in. For a deal, company or contact: one that belongs to it.")
    kinds = ("message", "deal", "company", "contact")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("message.received",)
