"""People whom one sells to, and how to reach them and their companies."""

from typing import Any

from sqlalchemy import Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.record import About, Archivable, Contacted, Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, Scoped, link


class Contact(Archivable, Contacted, Record, Base):
    """A person at a company, or on their own."""

    __tablename__ = "contact"
    about = About(
        name="contact",
        plural="contacts",
        label=_("Contact"),
        label_plural=_("Contacts"),
        new_label=_("New contact"),
        icon="address-book",
        place=30,
        shortcut="p",
        points=True,
        shared=True,
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A contact may belong to a company."""
        return (
            link("company_id", "company"),
            Index("ix_contact_company_id", "company_id"),
        )

    name: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Full name"), required=True, searched=True), String(300))
    name_folded: Mapped[str] = mapped_column(Text)
    company_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Company"), related="company"), Id)
    job_title: Mapped[str | None] = attribute(Attribute(FieldType.TEXT, _("Job title")), String(200))
    job_title_folded: Mapped[str | None] = folded()
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)


class ContactPoint(Scoped, Base):
    """One phone or e-mail of a company or contact, in its order; `folded` is the form in which they are compared."""

    __tablename__ = "contact_point"
    __table_args__ = (Index("ix_contact_point_folded", "workspace_id", "type", func.substr(text("folded"), 1, 100)),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    type: Mapped[str] = mapped_column(String(10), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, default=0)
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
