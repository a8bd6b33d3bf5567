"""A document was signed."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class DocumentSigned(Trigger[TriggerSettings]):
    """Wakes for a document itself, and for the deal and the client that it belongs to."""

    key = "document_signed"
    label = _("has a document signed")
    group = "documents"
    icon = "ballpen"
    help = _("For a document: the document itself. For a deal, company or contact: one that belongs to it.")
    kinds = ("document", "deal", "company", "contact")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("document.signed",)
