"""What quotes, orders and invoices have in common: a client, products, a number, and what they come to."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import BigInteger, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.domain.lines import WithLines
from stepmark.domain.record import Archivable
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Id, link


class Paper(Archivable, WithLines):
    """A paper for a client. Where it has lines, its amount is always their net total.

    `gross_minor` is what it comes to with tax: the total of its lines, else the amount as typed.
    """

    __abstract__ = True

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """It belongs to a deal and to a client, and no two papers of a kind share a number, deleted ones included."""
        table = cls.__tablename__
        return (
            link("deal_id", "deal"),
            link("company_id", "company"),
            link("contact_id", "contact"),
            Index(f"ix_{table}_deal_id", "deal_id"),
            Index(f"ix_{table}_company_id", "company_id"),
            Index(f"ix_{table}_contact_id", "contact_id"),
            Index(f"uq_{table}_number", "workspace_id", "number", unique=True),
        )

    name: Mapped[str] = attribute(
        Attribute(FieldType.TEXT, _("Subject"), required=True, searched=True), String(300), sort_order=1
    )
    name_folded: Mapped[str] = mapped_column(Text, sort_order=2)
    number: Mapped[str | None] = attribute(
        # Its label has it already.
        Attribute(FieldType.TEXT, _("Paper number"), by_hand=False, searched=True, in_list=False),
        String(60),
        sort_order=3,
    )
    number_folded: Mapped[str | None] = mapped_column(Text, deferred=True, sort_order=4)
    company_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Company"), related="company"), Id, sort_order=10
    )
    contact_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Contact person"), related="contact", in_list=False), Id, sort_order=11
    )
    deal_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Deal"), related="deal"), Id, sort_order=12)
    amount_minor: Mapped[int | None] = attribute(
        Attribute(
            FieldType.MONEY,
            _("Net amount"),
            key="amount",
            help=_("Where there are products, it is their total without tax."),
        ),
        "amount",
        BigInteger,
        sort_order=13,
    )
    currency: Mapped[str] = mapped_column(String(3), sort_order=14)
    gross_minor: Mapped[int | None] = attribute(
        Attribute(FieldType.MONEY, _("Gross amount"), key="gross", by_hand=False), "gross", BigInteger, sort_order=15
    )
    issued_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Issued on")), Date, sort_order=16)
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id, sort_order=30)
    description: Mapped[str | None] = attribute(
        Attribute(FieldType.LONG_TEXT, _("Remarks"), in_list=False, help=_("They are printed below the totals.")),
        Text,
        sort_order=31,
    )
    description_folded: Mapped[str | None] = mapped_column(Text, deferred=True, sort_order=32)

    @property
    def label(self) -> str:
        """Its number, once it has one, and what it is about."""
        return f"{self.number} · {self.name}" if self.number else self.name


class Payable:
    """A paper that gets paid, while it has one of its `due_statuses`. `paid` says so, `paid_on` since when."""

    if TYPE_CHECKING:
        status: Mapped[str]
    due_statuses: ClassVar[frozenset[str]]

    due_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Payment due")), Date, sort_order=17)
    paid: Mapped[bool] = attribute(
        Attribute(FieldType.YES_NO, _("Paid"), by_hand=False, in_list=False), default=False, sort_order=20
    )
    paid_on: Mapped[date | None] = attribute(
        Attribute(FieldType.DATE, _("Paid on"), by_hand=False), Date, sort_order=21
    )

    @property
    def is_due(self) -> bool:
        """Whether it counts among what is to be paid."""
        return self.status in self.due_statuses

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and nobody has paid."""
        return self.is_due and not self.paid and self.due_on is not None and self.due_on < today
