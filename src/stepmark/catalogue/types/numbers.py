"""Numbers, money, and yes or no: exact, bounded, never floats inside."""

import re
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell, Reader, ValueFault, ValueType
from stepmark.platform.i18n import _
from stepmark.platform.money import LARGEST_MINOR, Money, currencies, from_minor, from_scaled, precision, to_scaled
from stepmark.platform.text import printable

# A text of forty digits is not rounded before it is judged.
_EXACT = Context(prec=100)
_LONGEST = 200
_YES = {"true", "1", "yes", "y", "on", "tak", "да", "t"}
_NO = {"false", "0", "no", "n", "off", "nie", "нет", "f"}


class NumberType(ValueType[Decimal]):
    """A number with at most six decimals and twelve digits before them."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> Decimal | None:
        """A JSON number, or a text in the writer's own notation."""
        number = decimal_in(raw)
        if number is None:
            return None
        _require_within(number, field)
        try:
            return from_scaled(to_scaled(number))
        except (ValueError, InvalidOperation):
            raise ValueFault(_("Enter a number with at most six decimals, below a trillion.")) from None

    def json(self, value: Decimal) -> Any:
        """An integer where it is one, else a float; a text in the rare case that no float holds it exactly."""
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"

    def cell(self, value: Decimal) -> Cell:
        """Scaled by a million."""
        return Cell(number=to_scaled(value))

    def load(self, cell: Cell) -> Decimal:
        """The exact number."""
        return from_scaled(cell.number or 0)


class MoneyType(ValueType[Money]):
    """An amount with its currency."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> Money | None:
        """Takes {"amount", "currency"}, a bare amount in the default currency, or "1000.00 PLN"."""
        amount, currency = _money_parts(raw, reader.currency)
        number = decimal_in(amount)
        if number is None:
            return None
        if currency not in currencies():
            raise ValueFault(
                _("“%(value)s” is not a currency's code such as EUR or PLN.", value=printable(currency, 10))
            )
        try:
            return Money(from_minor(Money(number, currency).minor, currency), currency)
        except (ValueError, InvalidOperation):
            raise ValueFault(
                _("Enter an amount with at most %(decimals)s decimals.", decimals=precision(currency))
            ) from None

    def json(self, value: Money) -> Any:
        """{"amount": "1000.00", "currency": "PLN"}."""
        return {"amount": f"{value.amount:f}", "currency": value.currency}

    def cell(self, value: Money) -> Cell:
        """Minor units, with the currency beside them."""
        return Cell(number=value.minor, text=value.currency)

    def load(self, cell: Cell) -> Money:
        """The amount in major units."""
        currency = cell.text or "EUR"
        return Money(from_minor(cell.number or 0, currency), currency)


class YesNoType(ValueType[bool]):
    """Yes or no; "no" counts as filled."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> bool | None:
        """A JSON boolean, or the word in any of our languages."""
        if isinstance(raw, bool):
            return raw
        word = str(raw).strip().casefold() if isinstance(raw, str) or raw in (0, 1) else "?"
        if not word:
            return None
        if word not in _YES | _NO:
            raise ValueFault(_("Enter yes or no."))
        return word in _YES

    def cell(self, value: bool) -> Cell:
        """1 or 0."""
        return Cell(number=int(value))

    def load(self, cell: Cell) -> bool:
        """Whether it is yes."""
        return bool(cell.number)


def decimal_in(raw: Any) -> Decimal | None:
    """A finite number from JSON or from a text such as "1 234,50", "1,234.50" or "1234.5"; None when empty."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise ValueFault(_("Enter a number."))
    if isinstance(raw, int) and abs(raw) > LARGEST_MINOR:
        raise ValueFault(_("Enter a smaller number."))
    text = str(raw).strip()
    if len(text) > _LONGEST:  # more than the spaces in it explain; a megabyte would be looked through for them
        raise ValueFault(_("Enter a number."))
    text = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not text:
        return None
    if not re.fullmatch(r"[+\-]?[\d.,]{1,40}([eE][+\-]?\d{1,3})?", text):
        raise ValueFault(_("Enter a number."))
    try:
        number = Decimal(_with_point(text))
    except InvalidOperation:
        raise ValueFault(_("Enter a number.")) from None
    return number


def _require_within(number: Decimal, field: Field) -> None:
    bounds = field.bounds
    if bounds is None:
        return
    exponent = number.normalize(_EXACT).as_tuple().exponent
    if not bounds.least <= number <= bounds.most or -int(exponent) > bounds.decimals:
        raise ValueFault(
            _("Enter a number from %(least)s to %(most)s with at most %(decimals)s decimals.", **bounds._asdict())
        )


def _with_point(text: str) -> str:
    """The last separator is the decimal one, unless it stands several times: then it groups digits."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        grouping = "," if point > comma else "."
        text = text.replace(grouping, "")
    if text.count(",") > 1:
        return text.replace(",", "")
    if text.count(".") > 1:
        return text.replace(".", "")
    return text.replace(",", ".")


def _money_parts(raw: Any, default: str) -> tuple[Any, str]:
    if isinstance(raw, Money):
        return raw.amount, raw.currency
    if isinstance(raw, dict):
        amount, currency = raw.get("amount"), raw.get("currency") or default
        return "" if amount is None else amount, currency.strip().upper() if isinstance(currency, str) else "?"
    if isinstance(raw, str) and (match := re.fullmatch(r"(.*?[\d.,])\s*([A-Za-z]{3})", raw.strip(), re.DOTALL)):
        return match[1], match[2].upper()
    return raw, default
