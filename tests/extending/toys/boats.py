"""Boats, a record kind that the product does not have: this file, its migration and its messages are all it takes."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.record import About, Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, link


class Boat(Record, Base):
    """A boat of a company."""

    __tablename__ = "boat"
    about = About(
        name="boat",
        plural="boats",
        label=_("Boat"),
        label_plural=_("Boats"),
        new_label=_("New boat"),
        icon="flag",
        place=900,
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A boat may belong to a company."""
        return (link("company_id", "company"), Index("ix_boat_company_id", "company_id"))

    name: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Name"), required=True, searched=True), String(300))
    name_folded: Mapped[str] = mapped_column(Text)
    harbour: Mapped[str | None] = attribute(Attribute(FieldType.TEXT, _("Harbour")), String(100))
    harbour_folded: Mapped[str | None] = folded()
    launched_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Launched")))
    company_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Company"), related="company"), Id)
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
