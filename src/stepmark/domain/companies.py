"""Companies that one sells to."""

from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.record import About, Archivable, Contacted, Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, link


class Company(Archivable, Contacted, Record, Base):
    """An organisation. Its phones and e-mails are contact points."""

    __tablename__ = "company"
    about = About(
        name="company",
        plural="companies",
        label=_("Company"),
        label_plural=_("Companies"),
        new_label=_("New company"),
        icon="building-skyscraper",
        place=20,
        shortcut="c",
        points=True,
        shared=True,
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A company may belong to another one."""
        return (
            link("parent_id", "company"),
            Index("ix_company_parent_id", "parent_id"),
        )

    name: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Name"), required=True, searched=True), String(300))
    name_folded: Mapped[str] = mapped_column(Text)
    status: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Status"), suggestions=(_("Potential"), _("Client"), _("Former client"))),
        String(100),
    )
    status_folded: Mapped[str | None] = folded()
    type: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Type"), suggestions=(_("VIP client"), _("Partner"), _("Supplier"))), String(100)
    )
    type_folded: Mapped[str | None] = folded()
    website: Mapped[str | None] = attribute(
        Attribute(FieldType.LINK, _("Website"), in_list=False, searched=True), String(1000)
    )
    website_folded: Mapped[str | None] = folded()
    address: Mapped[str | None] = attribute(
        Attribute(FieldType.LONG_TEXT, _("Address"), in_list=False, searched=True), Text
    )
    address_folded: Mapped[str | None] = folded()
    price_list: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Price list"), in_list=False, names="price_list"), String(100)
    )
    price_list_folded: Mapped[str | None] = folded()
    parent_id: Mapped[int | None] = attribute(
        Attribute(
            FieldType.RECORD,
            _("Part of"),
            related="company",
            in_list=False,
            backward=_("Companies that are part of it"),
        ),
        Id,
    )
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
