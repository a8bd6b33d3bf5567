"""An order was paid, in whatever way."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class OrderPaid(Trigger[TriggerSettings]):
    """Wakes once for each payment: for the order itself, or for the deal that it belongs to."""

    key = "order_paid"
    label = _("has an order paid")
    group = "payments"
    help = _("For a deal: any one of its orders. For an order: the order itself. However it is paid.")
    kinds = (*SALE_NAMES, "order")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("order.paid", "order.paid_by_link")
