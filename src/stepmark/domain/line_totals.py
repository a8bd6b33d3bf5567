"""What lines come to: net, tax and gross, exact, in one currency.

Each line is rounded on its own, half away from zero, to the decimals of the currency: first its net, then the tax on
that net. Totals are sums of what the lines show, so that whoever adds the printed figures up gets the printed total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from stepmark.platform.money import precision

# A quantity of eighteen digits times a price of seventeen must not be rounded on the way.
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Priced:
    """What a line's figures follow from; discount and tax rate are percentages, a tax rate of None is no tax."""

    quantity: Decimal
    price: Decimal
    discount: Decimal = Decimal(0)
    tax_rate: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """A line's figures."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return _EXACT.add(self.net, self.tax)


@dataclass(frozen=True)
class Totals:
    """The sums over all lines; `taxes` names the tax of each rate, the lowest first."""

    net: Decimal
    taxes: tuple[tuple[Decimal, Decimal], ...]
    tax: Decimal
    gross: Decimal


def figures_of(line: Priced, currency: str) -> Figures:
    """What one line comes to."""
    full = _EXACT.multiply(line.quantity, line.price)
    kept = _EXACT.subtract(_HUNDRED, line.discount)
    net = _rounded(_EXACT.divide(_EXACT.multiply(full, kept), _HUNDRED), currency)
    tax = _EXACT.divide(_EXACT.multiply(net, line.tax_rate or Decimal(0)), _HUNDRED)
    return Figures(net, _rounded(tax, currency))


def totals_of(lines: Iterable[Priced], currency: str) -> Totals:
    """What all of them come to."""
    net = tax = _rounded(Decimal(0), currency)
    taxes: dict[Decimal, Decimal] = {}
    for line in lines:
        figures = figures_of(line, currency)
        net, tax = _EXACT.add(net, figures.net), _EXACT.add(tax, figures.tax)
        if line.tax_rate is not None:
            taxes[line.tax_rate] = _EXACT.add(taxes.get(line.tax_rate, Decimal(0)), figures.tax)
    return Totals(net, tuple(sorted(taxes.items())), tax, _EXACT.add(net, tax))


def _rounded(amount: Decimal, currency: str) -> Decimal:
    # Adding nothing takes the sign off a zero.
    return _EXACT.add(amount.quantize(Decimal(1).scaleb(-precision(currency)), context=_EXACT), Decimal(0))
