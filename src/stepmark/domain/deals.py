"""Deals: sales being worked on, each in one stage of one process; and what leads have in common with them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.lines import WithLines
from stepmark.domain.record import About, Archivable, Contacted
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, Scoped, link


class DealStatus(StrEnum):
    """Whether a deal is being worked on, or how it ended."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


STATUS_LABELS = ((DealStatus.OPEN, _("Open")), (DealStatus.WON, _("Won")), (DealStatus.LOST, _("Lost")))
# How much of the invoices, or of the orders, that belong to a deal is paid; empty where there is nothing to pay.
PAYMENT_LABELS = (("unpaid", _("Unpaid")), ("partly", _("Partly paid")), ("paid", _("Paid")))


class Sale(Archivable, Contacted, WithLines, Base):
    """What goes through a process: a deal or a lead, in one table, so that both share stages, ticks and tasks.

    `contact_id` is the contact person; further contacts are DealContact rows. `rank` orders the board. A lead
    keeps who asks as text until it is converted; the deal that it became has its `lead_id`. Code that serves
    both kinds calls one of them a deal, and so do the columns that point here: `deal_id`.
    """

    __tablename__ = "deal"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}  # noqa: RUF012 - as SQLAlchemy asks
    name_column = "title"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A deal's stage belongs to its process, which commands see to."""
        return (
            link("process_id", "process"),
            link("stage_id", "stage"),
            link("company_id", "company"),
            link("contact_id", "contact"),
            Index("ix_deal_board", "stage_id", "status", "deleted_at", "rank", "id"),
            # Counts and sums of whole columns are read off this index alone.
            Index(
                "ix_deal_totals",
                "stage_id",
                "status",
                "deleted_at",
                "archived_at",
                "workspace_id",
                "responsible_id",
                "currency",
                "amount",
                "kind",
            ),
            Index("ix_deal_responsible", "responsible_id", "status"),
            Index("ix_deal_company_id", "company_id"),
            Index("ix_deal_contact_id", "contact_id"),
            Index("ix_deal_lead_id", "lead_id"),
        )

    kind: Mapped[str] = mapped_column(String(20), default="deal")
    title: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Title"), required=True, searched=True), String(300))
    title_folded: Mapped[str] = mapped_column(Text)
    person_name: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Person"), searched=True, only="lead"), String(300)
    )
    person_name_folded: Mapped[str | None] = folded()
    company_name: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Company’s name"), searched=True, only="lead"), String(300)
    )
    company_name_folded: Mapped[str | None] = folded()
    process_id: Mapped[int] = attribute(
        Attribute(FieldType.RECORD, _("Process"), related="process", by_hand=False, in_list=False), Id
    )
    stage_id: Mapped[int] = attribute(Attribute(FieldType.RECORD, _("Stage"), related="stage", by_hand=False), Id)
    company_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Company"), related="company"), Id)
    contact_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Contact person"), related="contact"), Id)
    source: Mapped[str | None] = attribute(
        Attribute(
            FieldType.TEXT,
            _("Source"),
            suggestions=(_("Website"), _("Referral"), _("Cold call"), _("Trade fair"), _("Advertising")),
        ),
        String(100),
    )
    source_folded: Mapped[str | None] = folded()
    amount_minor: Mapped[int | None] = attribute(
        Attribute(FieldType.MONEY, _("Amount"), key="amount"), "amount", BigInteger
    )
    currency: Mapped[str] = mapped_column(String(3))
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
    expected_close: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Expected close")))
    lead_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Lead"), related="lead", by_hand=False, in_list=False, only="deal"), Id
    )
    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=STATUS_LABELS, by_hand=False),
        String(10),
        default=DealStatus.OPEN,
    )
    closed_at: Mapped[datetime | None] = attribute(
        Attribute(FieldType.DATETIME, _("Closed"), by_hand=False, in_list=False)
    )
    close_reason: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Reason"), by_hand=False, in_list=False), String(300)
    )
    close_reason_folded: Mapped[str | None] = folded()
    invoice_payment: Mapped[str | None] = attribute(
        Attribute(FieldType.CHOICE, _("Payment of invoices"), choices=PAYMENT_LABELS, by_hand=False, in_list=False),
        String(10),
    )
    order_payment: Mapped[str | None] = attribute(
        Attribute(FieldType.CHOICE, _("Payment of orders"), choices=PAYMENT_LABELS, by_hand=False, in_list=False),
        String(10),
    )
    rank: Mapped[float] = mapped_column(Float, default=0.0)

    @property
    def is_open(self) -> bool:
        """Whether it is neither won nor lost."""
        return self.status == DealStatus.OPEN


class Deal(Sale):
    """One sale."""

    about = About(
        name="deal",
        plural="deals",
        label=_("Deal"),
        label_plural=_("Deals"),
        new_label=_("New deal"),
        icon="layout-kanban",
        place=10,
        shortcut="d",
        front=True,
        lines=True,
        shared=True,
    )
    __mapper_args__ = {"polymorphic_identity": "deal"}  # noqa: RUF012 - as SQLAlchemy asks


class DealContact(Scoped, Base):
    """A further contact of a deal or lead, after the contact person, in their order."""

    __tablename__ = "deal_contact"
    __table_args__ = (link("deal_id", "deal", "CASCADE"), link("contact_id", "contact", "CASCADE"))

    deal_id: Mapped[int] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[int] = mapped_column(Id, primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
