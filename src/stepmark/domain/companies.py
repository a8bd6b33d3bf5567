"""Companies that one sells to."""

from typing import Any

from sqlalchemy import Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.domain.record import Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, link
from stepmark.platform.text import fold


class Company(Record, Base):
    """An organisation. Its phones and e-mails are contact points."""

    __tablename__ = "company"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A company may belong to another one."""
        return (
            link("parent_id", "company"),
            link("responsible_id", "member"),
            Index("ix_company_live", "workspace_id", "deleted_at", "id"),
            Index("ix_company_name", "workspace_id", func.substr(text("name_folded"), 1, 100)),
            Index("ix_company_parent_id", "parent_id"),
        )

    name: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Name"), required=True, searched=True), String(300))
    name_folded: Mapped[str] = mapped_column(Text)
    status: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Status"), suggestions=(_("Potential"), _("Client"), _("Former client"))),
        String(100),
    )
    type: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("Type"), suggestions=(_("VIP client"), _("Partner"), _("Supplier"))), String(100)
    )
    website: Mapped[str | None] = attribute(
        Attribute(FieldType.LINK, _("Website"), in_list=False, searched=True), String(1000)
    )
    address: Mapped[str | None] = attribute(
        Attribute(FieldType.LONG_TEXT, _("Address"), in_list=False, searched=True), Text
    )
    parent_id: Mapped[int | None] = attribute(
        Attribute(FieldType.RECORD, _("Part of"), related="company", in_list=False), Id
    )
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)

    @validates("name")
    def _fold_name(self, key: str, name: str) -> str:
        self.name_folded = fold(name)
        return name
