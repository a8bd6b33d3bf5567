"""Price lists: what products cost for a group of clients, or in another currency."""

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link

MOST_PRICE_LISTS = 20


class PriceList(Numbered, Scoped, Base):
    """A named list. A company has one by its name."""

    __tablename__ = "price_list"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        Index("uq_price_list_name", "workspace_id", "name_folded", unique=True),
    )

    name: Mapped[str] = mapped_column(String(100))
    name_folded: Mapped[str] = mapped_column(Text)


class ProductPrice(Numbered, Scoped, Base):
    """What one unit of a product costs on a list in one currency; without a list, what it costs everybody else."""

    __tablename__ = "product_price"
    __table_args__ = (
        link("product_id", "product", "CASCADE"),
        link("price_list_id", "price_list", "CASCADE"),
        Index("uq_product_price_listed", "product_id", "price_list_id", "currency", unique=True),
    )

    product_id: Mapped[int] = mapped_column(Id)
    price_list_id: Mapped[int | None] = mapped_column(Id)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[int] = mapped_column(BigInteger)
