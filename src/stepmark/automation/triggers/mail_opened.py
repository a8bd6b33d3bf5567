"""A mail was opened."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class MailOpened(Trigger[TriggerSettings]):
    """Wakes for the message itself, and for the deal and the client that it belongs to; once for each mail."""

    key = "mail_opened"
    label = _("has a mail opened")
    group = "messages"
    icon = "eye"
    help = _("For the first time, by whoever got it. Mailboxes must be told to let their mails tell it.")
    kinds = ("message", "deal", "company", "contact")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("message.opened",)
