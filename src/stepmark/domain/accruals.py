"""Accruals: bonuses booked for employees, by hand or by a rule."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.domain.record import About, Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, link

BOOKED, REVERSED = "booked", "reversed"
ACCRUAL_STATES = ((BOOKED, _("Booked")), (REVERSED, _("Reversed")))


class Accrual(Record, Base):
    """A bonus for its responsible member. It stems from the record that `source_kind` and `source_id` name, if any.

    `once` says what a rule books but once, as "rule 5, action/1, deal 7"; `turn` counts the times that it was booked
    all the same, after the ones before were reversed or deleted.
    """

    __tablename__ = "accrual"
    about = About(
        name="accrual",
        plural="accruals",
        label=_("Accrual"),
        label_plural=_("Accruals"),
        new_label=_("New accrual"),
        icon="coin",
        place=90,
        personal=True,
    )
    name_column = "reason"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """Of two runs that book the same at once, one fails and looks again."""
        keyed = text("once IS NOT NULL")
        return (
            link("deal_id", "deal"),
            Index("ix_accrual_deal_id", "deal_id"),
            Index("ix_accrual_responsible", "responsible_id", "day"),
            Index(
                "uq_accrual_once",
                "workspace_id",
                "once",
                "turn",
                unique=True,
                sqlite_where=keyed,
                postgresql_where=keyed,
            ),
        )

    reason: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Reason"), required=True, searched=True), String(300))
    reason_folded: Mapped[str] = mapped_column(Text)
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Employee"), required=True), Id)
    amount_minor: Mapped[int] = attribute(
        Attribute(FieldType.MONEY, _("Amount"), key="amount", required=True), "amount", BigInteger
    )
    currency: Mapped[str] = mapped_column(String(3))
    day: Mapped[date] = attribute(Attribute(FieldType.DATE, _("Day"), required=True))
    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=ACCRUAL_STATES, by_hand=False), String(20), default=BOOKED
    )
    deal_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Deal"), related="deal"), Id)
    source_kind: Mapped[str | None] = mapped_column(String(20))
    source_id: Mapped[int | None] = mapped_column(Id)
    rule_id: Mapped[int | None] = mapped_column(Id)
    run_id: Mapped[int | None] = mapped_column(Id)
    once: Mapped[str | None] = mapped_column(String(120))
    turn: Mapped[int] = mapped_column(default=0)

    @property
    def is_booked(self) -> bool:
        """Whether it stands."""
        return self.status == BOOKED
