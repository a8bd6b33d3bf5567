"""A client paid an order through a payment link."""

from collections.abc import Iterable

from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import _


class OrderPaidByLink(Trigger[TriggerSettings]):
    """Wakes once for each such payment: for the order itself, or for the deal of the order or of the link."""

    key = "order_paid_by_link"
    label = _("has an order paid through a payment link")
    group = "payments"
    help = _(
        "For a deal: any one of its orders, or a link of its own. What somebody marks as paid by hand wakes nothing, "
        "unless it is the link itself."
    )
    kinds = (*SALE_NAMES, "order")

    def topics(self, settings: TriggerSettings, conditions: Conditions) -> Iterable[str]:
        return ("order.paid_by_link", *(f"{kind}.paid_by_link" for kind in SALE_NAMES))
