"""Price lists, and what products cost on them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from stepmark.catalogue.kinds import PRODUCT
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands import inputs
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.field_rights import require_editable
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.companies import Company
from stepmark.domain.price_lists import MOST_PRICE_LISTS, PriceList, ProductPrice
from stepmark.domain.products import Product
from stepmark.domain.rights import require_admin
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.platform.money import Money
from stepmark.platform.text import fold
from stepmark.queries.prices import companies_with, price_lists, prices_of

NAME_LIMIT = 100
_PRICE = next(field for field in PRODUCT.system_fields if field.key == "price")


def create_price_list(work: Work, raw_name: Any) -> int:
    """A price list, without prices. Returns its id."""
    require_admin(work.actor)
    locked_workspace(work)
    if (work.session.scalar(select(func.count(PriceList.id))) or 0) >= MOST_PRICE_LISTS:
        raise Invalid({"name": _("At most %(limit)s price lists are allowed.", limit=MOST_PRICE_LISTS)})
    name = _free_name(work, raw_name)
    price_list = PriceList(name=name, name_folded=fold(name))
    work.session.add(price_list)
    work.session.flush()
    work.happened("price_list.created", "price_list", price_list.id, {"name": (None, name)}, label=name)
    return price_list.id


def rename_price_list(work: Work, price_list_id: int, raw_name: Any) -> None:
    """Give a price list another name; the companies that have it keep it."""
    require_admin(work.actor)
    locked_workspace(work)
    price_list = _price_list(work, price_list_id)
    before, name = price_list.name, _free_name(work, raw_name, price_list.id)
    if name == before:
        return
    having = update(Company).where(Company.price_list_folded == price_list.name_folded)
    renamed = having.values(price_list=name, price_list_folded=fold(name))
    work.session.execute(renamed, execution_options={"synchronize_session": False})
    price_list.name, price_list.name_folded = name, fold(name)
    work.happened("price_list.updated", "price_list", price_list.id, {"name": (before, name)}, label=name)


def delete_price_list(work: Work, price_list_id: int) -> None:
    """Take a price list and its prices away; refused while companies have it."""
    require_admin(work.actor)
    locked_workspace(work)
    price_list = _price_list(work, price_list_id)
    if count := companies_with(work.session, price_list):
        text = _("This price list is that of companies (%(count)s). Give them another one first.", count=count)
        raise Problem("in-use", text)
    work.session.delete(price_list)
    work.happened("price_list.deleted", "price_list", price_list_id, label=price_list.name)


def set_price(work: Work, product_id: int, price_list_id: int | None, raw: Any) -> None:
    """Say what one unit of a product costs on a list, or everybody without one, in the currency of the price."""
    product = _product_to_price(work, product_id)
    price_list = _offered(work, price_list_id) if price_list_id else None
    price = _price(work, raw)
    same = _on(product, price_list_id) & (ProductPrice.currency == price.currency)
    before = prices_as_told(work, product.id)
    row = work.session.scalars(select(ProductPrice).where(same)).one_or_none()
    if row is None:
        row = ProductPrice(product_id=product.id, price_list_id=price_list.id if price_list else None)
        row.currency = price.currency
        work.session.add(row)
    row.amount = price.minor
    _priced(work, product, before)


def remove_price(work: Work, product_id: int, price_id: int) -> None:
    """Take one price away."""
    product = _product_to_price(work, product_id)
    row = work.session.get(ProductPrice, price_id)
    if row is None or row.product_id != product.id:
        raise not_found()
    before = prices_as_told(work, product.id)
    work.session.delete(row)
    _priced(work, product, before)


def remove_prices(work: Work, product_id: int, price_list_id: int | None, currency: str = "") -> None:
    """Take away what a product costs on a list, or everybody without one: in one currency, or in all."""
    product = _product_to_price(work, product_id)
    query = select(ProductPrice).where(_on(product, price_list_id))
    found = work.session.scalars(query.where(ProductPrice.currency == currency) if currency else query).all()
    if not found:
        raise not_found()
    before = prices_as_told(work, product.id)
    for row in found:
        work.session.delete(row)
    _priced(work, product, before)


def prices_as_told(work: Work, product_id: int) -> list[dict[str, str]]:
    """What a product costs beside its own price, as an event tells it."""
    return [
        {"price_list": each.list_name, "amount": f"{each.money.amount:f}", "currency": each.money.currency}
        for each in prices_of(work.session, product_id)
    ]


def write_prices(work: Work, product_id: int, told: Sequence[Mapping[str, str]]) -> None:
    """Give a product exactly the prices that an event tells of; the lists are there."""
    product = _product_to_price(work, product_id)
    before = prices_as_told(work, product.id)
    for row in work.session.scalars(select(ProductPrice).where(ProductPrice.product_id == product.id)):
        work.session.delete(row)
    work.session.flush()
    ids = {each.name_folded: each.id for each in price_lists(work.session)}
    for price in told:
        list_id = ids[fold(price["price_list"])] if price["price_list"] else None
        minor = Money(Decimal(price["amount"]), price["currency"]).minor
        row = ProductPrice(product_id=product.id, price_list_id=list_id, currency=price["currency"], amount=minor)
        work.session.add(row)
    _priced(work, product, before)


def _product_to_price(work: Work, product_id: int) -> Product:
    product = record_to_edit(work, Product, product_id)
    require_editable(work, PRODUCT, [_PRICE])
    return product


def _on(product: Product, price_list_id: int | None) -> ColumnElement[bool]:
    is_on = ProductPrice.price_list_id == price_list_id if price_list_id else ProductPrice.price_list_id.is_(None)
    return (ProductPrice.product_id == product.id) & is_on


def _priced(work: Work, product: Product, before: list[dict[str, str]]) -> None:
    work.session.flush()
    after = prices_as_told(work, product.id)
    if after != before:
        work.happened_to("priced", "product", product, {"prices": (before, after)})


def _price(work: Work, raw: Any) -> Money:
    try:
        price: Money | None = parse(_PRICE, raw, work.reader)
    except ValueFault as fault:
        raise Invalid({"price": fault.text}) from None
    if price is None:
        raise Invalid({"price": _("Fill in “%(field)s”.", field=_PRICE.label)})
    return price


def _offered(work: Work, price_list_id: int) -> PriceList:
    price_list = work.session.get(PriceList, price_list_id)
    if price_list is None:
        raise Invalid({"price_list_id": _("This price list is gone. Choose another one.")})
    return price_list


def _price_list(work: Work, price_list_id: int) -> PriceList:
    price_list = work.session.get(PriceList, price_list_id)
    if price_list is None:
        raise not_found()
    return price_list


def _free_name(work: Work, raw: Any, own_id: int = 0) -> str:
    name = inputs.line("name", _("Name"), raw, limit=NAME_LIMIT)
    if work.session.scalar(select(PriceList.id).where(PriceList.name_folded == fold(name), PriceList.id != own_id)):
        raise Invalid({"name": _("There is a price list of this name already.")})
    return name
