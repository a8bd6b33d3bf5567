"""A scale from 0 to a round number, with the few marks that are written on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

FULL = 100.0


@dataclass(frozen=True)
class Scale:
    """From 0 up to the last of its ticks."""

    ticks: tuple[Decimal, ...]

    @property
    def top(self) -> Decimal:
        """The number at its end."""
        return self.ticks[-1]

    def at(self, value: float | Decimal) -> float:
        """Where a number lies, in percent from 0 to 100."""
        share = Decimal(value) / self.top * 100
        return min(max(round(float(share), 3), 0.0), FULL)


PERCENT = Scale(tuple(Decimal(part) for part in (0, 25, 50, 75, 100)))


def scale_for(values: Iterable[float | Decimal], *, whole: bool = True, most: int = 5) -> Scale:
    """The shortest scale in steps of 1, 2 or 5 times a power of ten that holds all values; `most` steps at most."""
    largest = max((Decimal(value) for value in values), default=Decimal())
    if largest <= 0:
        return Scale((Decimal(), Decimal(1)))
    step = _step(largest / most)
    if whole:
        step = max(step, Decimal(1))
    count = int((largest / step).to_integral_value(ROUND_CEILING))
    return Scale(tuple(step * number for number in range(count + 1)))


def _step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
