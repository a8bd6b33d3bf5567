"""Numbers and money on one exact scale: scaled numbers, and minor units of each currency through its rate."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.conditions.context import Context
from stepmark.conditions.demands import Demand, NumberRange, PerCurrency
from stepmark.domain.attributes import FieldType
from stepmark.platform.money import to_scaled

RangeOf = Callable[..., NumberRange]


def measured(
    field: Field, values: Sequence[Any], context: Context, range_of: RangeOf, *, otherwise: bool = False
) -> Demand:
    """The stored amounts in the range that these values bound; `otherwise` for those that no rate leads to."""
    if field.type is FieldType.NUMBER:
        return range_of(*(Fraction(to_scaled(value)) for value in values))

    @cache
    def range_in(currency: str) -> NumberRange | None:
        limits = [context.converted(value, currency) for value in values]
        return None if None in limits else range_of(*limits)

    known = {context.currency, *context.rates, *(value.currency for value in values)}
    return PerCurrency(known, range_in, otherwise)


def from_to(low: Fraction, high: Fraction) -> NumberRange:
    """Both ends included. From a third to a third of a cent there is nothing."""
    return NumberRange(ceil(low), floor(high))


def above(limit: Fraction) -> NumberRange:
    """More than the limit."""
    return NumberRange(low=floor(limit) + 1)


def below(limit: Fraction) -> NumberRange:
    """Less than the limit."""
    return NumberRange(high=ceil(limit) - 1)
