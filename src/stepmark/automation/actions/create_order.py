"""Create an order."""

from stepmark.automation.new_papers import CreatePaper
from stepmark.platform.i18n import _


class CreateOrder(CreatePaper):
    """A copy: what becomes of the record later does not change the order."""

    key = "create_order"
    label = _("Create an order")
    icon = "list-details"
    help = _("With the client, the deal and the products of the record, under the next number.")
    makes = "order"
    said = _("create an order for %(who)s")
    said_with_name = _("create the order “%(name)s” for %(who)s")
