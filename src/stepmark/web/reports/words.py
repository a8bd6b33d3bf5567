"""Shares and spans of time as the reader's language writes them."""

from decimal import Decimal

from babel.numbers import format_compact_decimal, format_percent
from babel.units import format_unit

from stepmark.platform.i18n import locale
from stepmark.web.formats import number

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def share(part: int, whole: int) -> float | None:
    """A part of a whole, in percent; None of nothing."""
    return 100 * part / whole if whole else None


def percent(value: float | None) -> str:
    """A share with one decimal at most; empty where there is none."""
    if value is None:
        return ""
    return format_percent(Decimal(f"{value:.1f}") / 100, locale=locale(), decimal_quantization=False)


def short(tick: Decimal) -> str:
    """A number beside a scale: "10K"."""
    return format_compact_decimal(tick, locale=locale(), fraction_digits=2)


def of_all(part: int, whole: int) -> str:
    """A count, and which share it is: "12 · 40%"."""
    counted = number(part)
    return f"{counted} · {percent(share(part, whole))}" if whole else counted


def span(seconds: float | None) -> str:
    """A span of time in the unit that fits: "12 minutes", "5 hours", "4.2 days"."""
    if seconds is None:
        return ""
    unit, length = next((pair for pair in (("day", DAY), ("hour", HOUR)) if seconds >= pair[1]), ("minute", MINUTE))
    value = seconds / length
    return format_unit(Decimal(f"{value:.1f}" if value < 10 else f"{value:.0f}"), f"duration-{unit}", locale=locale())


def in_days(seconds: float | None) -> float | None:
    """The same as a number of days, for tables that are calculated with."""
    return round(seconds / DAY, 2) if seconds is not None else None
