"""Invoices: drafts until they are issued; from then on they have a number and stay what they are."""

from enum import StrEnum
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.domain.papers import Paper, Payable
from stepmark.domain.record import About
from stepmark.platform.i18n import Text, _
from stepmark.platform.mapping import Base, Json


class InvoiceStatus(StrEnum):
    """How far an invoice has come."""

    DRAFT = "draft"
    ISSUED = "issued"
    PAID = "paid"
    CANCELLED = "cancelled"


INVOICE_STATES = (
    (InvoiceStatus.DRAFT, _("Draft")),
    (InvoiceStatus.ISSUED, _("Issued")),
    (InvoiceStatus.PAID, _("Paid")),
    (InvoiceStatus.CANCELLED, _("Cancelled")),
)
_ISSUED_KEYS = frozenset(
    {"name", "company_id", "contact_id", "amount", "currency", "issued_on", "due_on", "lines", "amount_from_lines"}
)


class Invoice(Payable, Paper, Base):
    """An invoice. A draft has no number; it gets one when it is issued, and keeps it even when it is cancelled.

    `parties` are seller and buyer as they were then, by `queries.parties`.
    """

    __tablename__ = "invoice"
    about = About(
        name="invoice",
        plural="invoices",
        label=_("Invoice"),
        label_plural=_("Invoices"),
        new_label=_("New invoice"),
        icon="receipt",
        place=46,
        shortcut="v",
        lines=True,
    )
    due_statuses = frozenset({InvoiceStatus.ISSUED, InvoiceStatus.PAID})

    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=INVOICE_STATES, by_hand=False),
        String(20),
        default=InvoiceStatus.DRAFT,
        sort_order=5,
    )
    parties: Mapped[dict[str, Any] | None] = mapped_column(Json, sort_order=40)

    @property
    def is_draft(self) -> bool:
        """Whether it was not issued yet."""
        return self.status == InvoiceStatus.DRAFT

    @property
    def fixed_keys(self) -> frozenset[str]:
        """Client, products, amount and days of an issued one can't be changed any more."""
        return frozenset() if self.is_draft else _ISSUED_KEYS

    @property
    def why_fixed(self) -> Text:
        """Why, and what to do instead."""
        return _(
            "“%(name)s” is issued, so this can't be changed any more. Cancel it, and issue a new invoice.",
            name=self.label,
        )
