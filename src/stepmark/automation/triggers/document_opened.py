"""A document was opened by whoever is to sign it."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class DocumentOpened(Trigger[TriggerSettings]):
    """Wakes once for each signing link: at the first opening."""

    key = "document_opened"
    label = _("has a document opened for signing")
    group = "documents"
    icon = "eye"
    help = _("The signer has opened the page of their link for the first time. For a document, or what it belongs to.")
    kinds = ("document", "deal", "company", "contact")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("document.opened",)
