"""What one sells: goods and services with their prices."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, Bounds, FieldType, attribute, folded
from stepmark.domain.record import About, Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id

TAX = Bounds(0, 100, 2)
UNITS = (_("pcs"), _("h"), _("day"), _("month"), _("year"), _("kg"), _("m"), _("m²"))


class Product(Record, Base):
    """One product. `price_minor` is in its own currency, per unit, without tax; `tax_scaled` a percentage."""

    __tablename__ = "product"
    about = About(
        name="product",
        plural="products",
        label=_("Product"),
        label_plural=_("Products"),
        new_label=_("New product"),
        icon="box",
        place=50,
    )

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """No two live products share a code."""
        live = text("deleted_at IS NULL AND code_folded IS NOT NULL")
        return (
            Index(
                "uq_product_code", "workspace_id", "code_folded", unique=True, sqlite_where=live, postgresql_where=live
            ),
        )

    @classmethod
    def offered(cls) -> ColumnElement[bool]:
        """Those that are on sale."""
        return cls.active.is_(True)

    @property
    def is_offered(self) -> bool:
        """Whether it is on sale."""
        return self.active

    name: Mapped[str] = attribute(Attribute(FieldType.TEXT, _("Name"), required=True, searched=True), String(300))
    name_folded: Mapped[str] = mapped_column(Text)
    # Folding makes a text up to eighteen times as long, and a row of PostgreSQL's indexes holds 2,700 bytes.
    code: Mapped[str | None] = attribute(Attribute(FieldType.TEXT, _("Code"), searched=True, unique=True), String(50))
    code_folded: Mapped[str | None] = folded()
    unit: Mapped[str | None] = attribute(Attribute(FieldType.TEXT, _("Unit"), suggestions=UNITS), String(20))
    unit_folded: Mapped[str | None] = folded()
    price_minor: Mapped[int | None] = attribute(
        Attribute(FieldType.MONEY, _("Price"), key="price", summed=False, help=_("For one unit, without tax.")),
        "price",
        BigInteger,
    )
    currency: Mapped[str] = mapped_column(String(3))
    tax_scaled: Mapped[int | None] = attribute(
        Attribute(FieldType.NUMBER, _("Tax rate (%)"), key="tax_rate", bounds=TAX, summed=False), "tax_rate", BigInteger
    )
    active: Mapped[bool] = attribute(
        Attribute(
            FieldType.YES_NO,
            _("On sale"),
            required=True,
            initial=True,
            help=_("What is not on sale stays on the deals that have it, and is not offered for others."),
        ),
        default=True,
    )
    description: Mapped[str | None] = attribute(
        Attribute(FieldType.LONG_TEXT, _("Description"), in_list=False, searched=True), Text
    )
    description_folded: Mapped[str | None] = folded()
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible")), Id)
