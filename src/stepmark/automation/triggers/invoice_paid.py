"""An invoice was paid."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class InvoicePaid(Trigger[TriggerSettings]):
    """Wakes once for each payment: for the invoice itself, or for the deal that it belongs to."""

    key = "invoice_paid"
    label = _("has an invoice paid")
    group = "payments"
    help = _(
        "For a deal: any one of its invoices; ask for “Payment of invoices” in the conditions if all must be paid. "
        "For an invoice: the invoice itself."
    )
    kinds = (*SALE_NAMES, "invoice")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("invoice.paid", "invoice.paid_by_link")
