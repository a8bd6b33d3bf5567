"""What products cost: by the price list of the company on a record, else their own price."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.companies import Company
from stepmark.domain.price_lists import PriceList, ProductPrice
from stepmark.domain.products import Product
from stepmark.platform.money import Money, from_minor
from stepmark.queries.field_access import access_of


@dataclass(frozen=True)
class Prices:
    """Prices in one currency, in minor units by product."""

    currency: str
    listed: Mapping[int, int]

    def of(self, product: Product | None) -> Decimal | None:
        """What one unit of a product costs; None where nobody has said."""
        if product is None:
            return None
        own = product.price_minor if product.currency == self.currency else None
        minor = self.listed.get(product.id, own)
        return None if minor is None else from_minor(minor, self.currency)


class ListedPrice(NamedTuple):
    """One price of a product; without a list it is everybody's."""

    row_id: int
    list_id: int | None
    list_name: str
    money: Money


def prices_for(session: Session, product_ids: Collection[int], record: Any) -> Prices:
    """What these products cost on a record: a list's price goes before everybody's; one statement."""
    if not product_ids or not access_of(session).sees("product", "price"):
        return Prices(record.currency, {})
    company_id = getattr(record, "company_id", None) or 0
    own_list = (
        select(PriceList.id)
        .join(Company, Company.price_list_folded == PriceList.name_folded)
        .where(Company.id == company_id, Company.deleted_at.is_(None))
    )
    query = (
        select(ProductPrice.product_id, ProductPrice.amount)
        .where(ProductPrice.product_id.in_(product_ids), ProductPrice.currency == record.currency)
        .where(or_(ProductPrice.price_list_id.is_(None), ProductPrice.price_list_id.in_(own_list)))
        .order_by(ProductPrice.price_list_id.is_not(None))
    )
    return Prices(record.currency, {product_id: amount for product_id, amount in session.execute(query)})  # noqa: C416 - rows are no pairs to mypy


def prices_of(session: Session, product_id: int) -> list[ListedPrice]:
    """Every price of a product beside its own: everybody's first, then by list."""
    query = (
        select(ProductPrice, PriceList.name)
        .outerjoin(PriceList, PriceList.id == ProductPrice.price_list_id)
        .where(ProductPrice.product_id == product_id)
        .order_by(PriceList.name_folded.is_not(None), PriceList.name_folded, ProductPrice.currency)
    )
    return [
        ListedPrice(row.id, row.price_list_id, name or "", Money(from_minor(row.amount, row.currency), row.currency))
        for row, name in session.execute(query)
    ]


def price_lists(session: Session) -> Sequence[PriceList]:
    """The workspace's price lists by name."""
    return session.scalars(select(PriceList).order_by(PriceList.name_folded, PriceList.id)).all()


def price_list(session: Session, price_list_id: int) -> PriceList | None:
    """One of them."""
    return session.get(PriceList, price_list_id)


def companies_with(session: Session, price_list: PriceList) -> int:
    """How many live companies have a price list."""
    has_it = (Company.price_list_folded == price_list.name_folded) & Company.deleted_at.is_(None)
    return session.scalar(select(func.count(Company.id)).where(has_it)) or 0
