"""Exact numbers: money in minor units, other numbers as integers scaled by a million."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from typing import NamedTuple

from babel.core import get_global
from babel.numbers import get_currency_precision

NUMBER_SCALE = 6
LARGEST_NUMBER = Decimal(10) ** 12
LARGEST_MINOR = 10**17
# The usual 28 digits would round off what a 40-digit text holds beyond them, and so let it pass.
_EXACT = Context(prec=100)


class Money(NamedTuple):
    """An amount in a currency's major unit, such as 1000.00 PLN."""

    amount: Decimal
    currency: str

    @property
    def minor(self) -> int:
        """The amount in the currency's smallest unit."""
        return to_minor(self.amount, self.currency)


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes that are known."""
    return frozenset(get_global("all_currencies"))


def precision(currency: str) -> int:
    """How many decimals a currency has: 2 for PLN, 0 for JPY."""
    return get_currency_precision(currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """Minor units; raises ValueError if the amount has more decimals than the currency, or is out of bounds."""
    scaled = amount.scaleb(precision(currency), _EXACT)
    if scaled != scaled.to_integral_value() or abs(scaled) >= LARGEST_MINOR:
        raise ValueError(amount)
    return int(scaled)


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount with the currency's own number of decimals."""
    return Decimal(minor).scaleb(-precision(currency))


def to_scaled(number: Decimal) -> int:
    """A number as stored; raises ValueError beyond six decimals or twelve digits."""
    scaled = number.scaleb(NUMBER_SCALE, _EXACT)
    if scaled != scaled.to_integral_value() or abs(number) >= LARGEST_NUMBER:
        raise ValueError(number)
    return int(scaled)


def from_scaled(scaled: int) -> Decimal:
    """A stored number as people wrote it, without trailing zeros: 5000000 → 5."""
    number = Decimal(scaled).scaleb(-NUMBER_SCALE)
    whole = number.to_integral_value(ROUND_HALF_EVEN)
    return whole if number == whole else number.normalize()
