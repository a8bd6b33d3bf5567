"""Orders: what a client has ordered, until it is delivered and paid."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.domain.papers import Paper, Payable
from stepmark.domain.record import About
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base

ORDER_STATES = (("new", _("New")), ("confirmed", _("Confirmed")), ("done", _("Done")), ("cancelled", _("Cancelled")))


class Order(Payable, Paper, Base):
    """An order of a client's. It has its number from the beginning, and is paid or not whatever its status."""

    __tablename__ = "customer_order"
    about = About(
        name="order",
        plural="orders",
        label=_("Order"),
        label_plural=_("Orders"),
        new_label=_("New order"),
        icon="list-details",
        place=44,
        lines=True,
    )
    due_statuses = frozenset({"new", "confirmed", "done"})

    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=ORDER_STATES, required=True, initial="new"),
        String(20),
        default="new",
        sort_order=5,
    )
