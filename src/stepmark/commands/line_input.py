"""Lines as they are given: read, filled in from the catalogue of products, and checked."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import PRODUCT
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.work import Work
from stepmark.domain.attributes import Bounds, FieldType
from stepmark.domain.lines import MOST_LINES
from stepmark.domain.products import TAX, Product
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.money import from_scaled
from stepmark.queries.lines import LineShape
from stepmark.queries.prices import Prices, prices_for
from stepmark.queries.visible import live

Raw = Mapping[str, Any]
_MOST = 10**9
FIELDS: Mapping[str, Field] = {
    field.key: field
    for field in (
        Field("line", "product_id", _("Product"), FieldType.RECORD, related="product"),
        Field("line", "name", _("Name"), FieldType.TEXT, limit=300),
        Field("line", "quantity", _("Quantity"), FieldType.NUMBER, bounds=Bounds(-_MOST, _MOST, 6)),
        Field("line", "unit", _("Unit"), FieldType.TEXT, limit=20),
        Field("line", "price", _("Price"), FieldType.MONEY),
        Field("line", "discount", _("Discount (%)"), FieldType.NUMBER, bounds=Bounds(0, 100, 2)),
        Field("line", "tax_rate", _("Tax rate (%)"), FieldType.NUMBER, bounds=TAX),
    )
}


def read_lines(
    work: Work, record: Any, raw: Any, before: Sequence[LineShape], *, again: bool = False
) -> list[LineShape]:
    """The lines of these raw values; raises Invalid with each fault by its place, such as `lines/2/price`.

    What a line with a product leaves out is the product's. A product that is not on sale may stay where it is, and with
    `again`, as for an undo, come back.
    """
    if not isinstance(raw, list | tuple) or not all(isinstance(each, Mapping) for each in raw):
        raise Invalid({"lines": _("Give a list of lines.")})
    if len(raw) > MOST_LINES:
        raise Invalid({"lines": _("At most %(limit)s lines are allowed.", limit=MOST_LINES)})
    reading = _Reading(work, record, before)
    values = [reading.values(f"lines/{number}", each) for number, each in enumerate(raw, 1)]
    reading.find_products(values, again=again)
    given = enumerate(zip(raw, values, strict=True), 1)
    lines = [reading.line(f"lines/{number}", each, own, again=again) for number, (each, own) in given]
    if reading.faults:
        raise Invalid(reading.faults)
    return [line for line in lines if line is not None]


class _Reading:
    def __init__(self, work: Work, record: Any, before: Sequence[LineShape]) -> None:
        self._work, self._record = work, record
        self._currency: str = record.currency
        self._before = {line.row_id: line for line in before}
        self._products: dict[int, Product] = {}
        self._prices = Prices(self._currency, {})
        self.faults: dict[str, Text] = {}

    def values(self, place: str, raw: Raw) -> dict[str, Any]:
        """The parsed values by key; those that can't be read are noted and left out."""
        reader = Reader(self._work.actor.time_zone, self._work.actor.locale, self._currency)
        values: dict[str, Any] = {}
        for key, field in FIELDS.items():
            try:
                values[key] = parse(field, raw.get(key), reader)
            except ValueFault as fault:
                self.faults[f"{place}/{key}"] = fault.text
        if (price := values.get("price")) is not None and price.currency != self._currency:
            self.faults[f"{place}/price"] = _("Prices here are in %(currency)s.", currency=self._currency)
        return values

    def find_products(self, values: Sequence[Raw], *, again: bool) -> None:
        """Load the products that the lines name, as far as they may stand there."""
        ids = {each["product_id"] for each in values if each.get("product_id")}
        stay = {line.product_id for line in self._before.values()}
        self._products = {each.id: each for each in self._found(ids, ids if again else ids & stay)}
        self._prices = prices_for(self._work.session, self._products, self._record)

    def line(self, place: str, raw: Raw, values: dict[str, Any], *, again: bool) -> LineShape | None:
        """The line, filled in from its product; None where something is wrong with it."""
        product = self._products.get(values.get("product_id") or 0)
        if values.get("product_id") and product is None:
            self.faults[f"{place}/product_id"] = _("This product is not on sale, or does not exist. Choose another.")
            return None
        own = self._before.pop(raw["id"], None) if isinstance(raw.get("id"), int) else None
        price = values["price"].amount if values.get("price") else self._prices.of(product)
        name = values.get("name") or (product.name if product else None)
        for key, value in (("name", name), ("price", price)):
            if value is None and f"{place}/{key}" not in self.faults:
                self.faults[f"{place}/{key}"] = _missing(key, product, self._currency)
        if name is None or price is None or any(fault.startswith(f"{place}/") for fault in self.faults):
            return None
        return LineShape(
            name=name,
            quantity=Decimal(1) if values["quantity"] is None else values["quantity"],
            price=price,
            currency=self._currency,
            product_id=product.id if product else None,
            unit=values["unit"] or (product.unit if product and "unit" not in raw else None) or "",
            discount=values["discount"] or Decimal(0),
            tax_rate=_tax(raw, values, product),
            rule_id=own.rule_id if own else self._rule(raw, again=again),
            row_id=own.row_id if own else None,
        )

    def _rule(self, raw: Raw, *, again: bool) -> int | None:
        """The rule that adds the line."""
        cause = self._work.cause
        rule_id: int | None = raw.get("rule_id") if again else cause.get("rule") if cause["kind"] == "rule" else None
        return rule_id

    def _found(self, ids: Collection[int], known: Collection[int]) -> Sequence[Product]:
        offered = live(PRODUCT, self._work.actor) & Product.offered()
        query = select(Product).where(Product.id.in_(ids), Product.id.in_(known) | offered)
        return self._work.session.scalars(query).all() if ids else []


def _tax(raw: Raw, values: Raw, product: Product | None) -> Decimal | None:
    """What is left out is the product's; what is given empty is no tax."""
    if "tax_rate" in raw or product is None or product.tax_scaled is None:
        given: Decimal | None = values["tax_rate"]
        return given
    return from_scaled(product.tax_scaled)


def _missing(key: str, product: Product | None, currency: str) -> Text:
    if key == "price" and product is not None:
        return _("“%(name)s” has no price in %(currency)s. Enter one.", name=product.name, currency=currency)
    return _("Fill in “%(field)s”.", field=FIELDS[key].label)
