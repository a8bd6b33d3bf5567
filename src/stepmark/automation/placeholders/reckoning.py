"""Numbers, money and days in placeholders: nothing stays nothing, money stays money, a day moves by days."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.dates import format_datetime

from stepmark.automation.placeholders.printing import Amount, Day, Moment, plain, printed
from stepmark.catalogue.types.base import ValueFault
from stepmark.platform.i18n import _, locale
from stepmark.platform.money import LARGEST_NUMBER, NUMBER_SCALE, Money, precision
from stepmark.platform.money_words import LANGUAGES, money_in_words, number_in_words
from stepmark.platform.text import printable

# strftime's letters in Babel's; those of a time of day print nothing for a day.
_OF_A_DAY = {
    "d": "dd", "e": "d", "m": "MM", "Y": "y", "y": "yy", "B": "MMMM", "b": "MMM", "A": "EEEE", "a": "EEE", "j": "D",
}  # fmt: skip
_OF_A_TIME = {"H": "HH", "I": "hh", "M": "mm", "S": "ss", "p": "a"}
_LONGEST_PATTERN = 100


def plus(value: object, other: object) -> object:
    """A sum, or a day so many days later."""
    if isinstance(value, date):
        return _shifted(value, whole(other))
    return _reckoned(value, other, lambda left, right: left + right)


def minus(value: object, other: object) -> object:
    """A difference, or a day so many days earlier."""
    if isinstance(value, date):
        return _shifted(value, -whole(other))
    return _reckoned(value, other, lambda left, right: left - right)


def times(value: object, other: object) -> object:
    """A product."""
    return _reckoned(value, other, lambda left, right: left * right)


def divided_by(value: object, other: object) -> object:
    """A quotient, which is a plain number where money is divided by money."""
    if not is_empty(other) and _number(other) == 0:
        raise ValueFault(_("A placeholder divides by zero."))
    if isinstance(value, Amount) and isinstance(other, Amount) and value.currency == other.currency:
        return _reckoned(Decimal(value), Decimal(other), lambda left, right: left / right)
    return _reckoned(value, other, lambda left, right: left / right)


def round_to(value: object, decimals: object = 0) -> object:
    """The number with so many decimals, halves up."""
    if is_empty(value):
        return None
    places = max(0, min(NUMBER_SCALE, whole(decimals)))
    return _like(_number(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), value)


def written_as(value: object, pattern: object) -> str:
    """A day or moment in a pattern of strftime's, such as "%d %B %Y"."""
    if is_empty(value):
        return ""
    if not isinstance(value, date):
        raise ValueFault(_("“date” needs a date, and “%(value)s” is none.", value=printable(printed(value))))
    return re.sub("%([%a-zA-Z])", lambda found: _part_of(value, found[1]), printed(pattern)[:_LONGEST_PATTERN])


def in_words(value: object, language: object = "") -> str:
    """A number or money in words, in the text's own language or in one of ours."""
    if is_empty(value):
        return ""
    wanted = printed(language) or locale()
    if wanted not in LANGUAGES:
        text = _("“in_words” writes in %(known)s, not in “%(language)s”.")
        raise ValueFault(_(text.message, known=", ".join(LANGUAGES), language=printable(wanted)))
    if isinstance(value, Amount):
        return money_in_words(Money(Decimal(value), value.currency), wanted)
    return number_in_words(_number(value), wanted)


def whole(value: object) -> int:
    """The number without its decimals; raises ValueFault for what is none."""
    return int(_number(value))


def is_empty(value: object) -> bool:
    """Whether it prints nothing."""
    return printed(value) == ""


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value) if isinstance(value, int | float | Decimal) else printed(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite() or abs(number) >= LARGEST_NUMBER:
        text = printable(printed(value))
        raise ValueFault(_("A placeholder reckons with “%(value)s”, which is no number it can take.", value=text))
    return number


def _reckoned(left: object, right: object, reckon: Callable[[Decimal, Decimal], Decimal]) -> object:
    if is_empty(left) or is_empty(right):
        return None
    currencies = sorted({each.currency for each in (left, right) if isinstance(each, Amount)})
    if len(currencies) > 1:
        raise ValueFault(_("A placeholder reckons with %(currencies)s at once.", currencies=", ".join(currencies)))
    result = _number(reckon(_number(left), _number(right)))
    exact = result.quantize(Decimal(1).scaleb(-NUMBER_SCALE), ROUND_HALF_UP)
    return _like(exact, left if isinstance(left, Amount) else right)


def _like(number: Decimal, value: object) -> Decimal:
    if not isinstance(value, Amount):
        return number
    step = Decimal(1).scaleb(-precision(value.currency))
    return Amount.of(Money(number.quantize(step, ROUND_HALF_UP), value.currency))


def _shifted(day: date, days: int) -> date:
    try:
        moved = day.toordinal() + days
        return (
            Moment.combine(date.fromordinal(moved), day.timetz())
            if isinstance(day, datetime)
            else Day.fromordinal(moved)
        )
    except (OverflowError, ValueError):
        raise ValueFault(_("A placeholder leads out of the calendar.")) from None


def _part_of(value: date, letter: str) -> str:
    pattern = _OF_A_DAY.get(letter) or (_OF_A_TIME.get(letter) if isinstance(value, datetime) else "")
    if letter == "%" or pattern is None:
        return "%" if letter == "%" else f"%{letter}"
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    return plain(format_datetime(moment, pattern, tzinfo=moment.tzinfo, locale=locale())) if pattern else ""
