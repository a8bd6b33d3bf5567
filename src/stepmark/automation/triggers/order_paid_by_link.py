"""A client paid an order through a payment link."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class OrderPaidByLink(Trigger[TriggerSettings]):
    """Wakes once for each such payment: for the order itself, or for the deal that it belongs to."""

    key = "order_paid_by_link"
    label = _("has an order paid through a payment link")
    group = "payments"
    help = _("For a deal: any one of its orders. An order that somebody marks as paid by hand wakes nothing.")
    kinds = (*SALE_NAMES, "order")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("order.paid_by_link",)
