"""Values as the reader's language and time zone write them."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_day_names
from babel.numbers import format_currency, format_decimal

from stepmark.catalogue.fields import Field
from stepmark.domain.attributes import FieldType
from stepmark.platform.clock import now, today
from stepmark.platform.days import day_pattern
from stepmark.platform.i18n import gettext as _
from stepmark.platform.i18n import locale, text_of, time_zone
from stepmark.platform.money import Money, from_minor, precision


def money(value: Money | Decimal | None, currency: str = "") -> str:
    """An amount with its currency; whole amounts without decimals."""
    if value is None:
        return ""
    amount, code = (value.amount, value.currency) if isinstance(value, Money) else (value, currency)
    if amount != amount.to_integral_value():
        return format_currency(amount, code, locale=locale())
    return format_currency(amount, code, _whole_pattern(locale()), locale=locale(), currency_digits=False)


def amount(value: Decimal, currency: str) -> str:
    """An amount with all decimals of its currency, whose name stands elsewhere."""
    decimals = "0" * precision(currency)
    return format_decimal(value, format=f"#,##0.{decimals}".rstrip("."), locale=locale())


def minor_money(minor: int | None, currency: str) -> str:
    """An amount in minor units with its currency."""
    return money(from_minor(minor or 0, currency), currency)


def number(value: Decimal | int | None) -> str:
    """A number with the language's separators."""
    return "" if value is None else format_decimal(value, format="#,##0.######", locale=locale())


def exact(value: str) -> str:
    """A stored decimal with all its digits and the language's separators."""
    return format_decimal(Decimal(value), locale=locale(), decimal_quantization=False)


def day_of(value: date | None) -> str:
    """A day, such as 20 Nov 2026."""
    return format_date(value, format=day_pattern(locale()), locale=locale()) if value else ""


def weekday(value: date | None) -> str:
    """A day with its name, such as Sunday, 22 November."""
    return format_date(value, format="EEEE, d MMMM", locale=locale()) if value else ""


def month(value: date) -> str:
    """A month, such as November 2026."""
    return format_date(value, format="LLLL y", locale=locale())


def weekday_name(number: int, width: Literal["abbreviated", "wide"] = "abbreviated") -> str:
    """A day of the week, in short unless said otherwise, from 0 for Monday."""
    return str(get_day_names(width, "stand-alone", locale=locale())[number])


def time_of_day(minutes: int) -> str:
    """Minutes since midnight as an input of a time takes them; the day's end is midnight again."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def clock(value: datetime) -> str:
    """A moment's time of day in the reader's zone."""
    return format_datetime(value, "HH:mm", tzinfo=ZoneInfo(time_zone()), locale=locale())


def moment(value: datetime | None) -> str:
    """A day and time in the reader's zone."""
    if not value:
        return ""
    return format_datetime(value, f"{day_pattern(locale())}, HH:mm", tzinfo=ZoneInfo(time_zone()), locale=locale())


def near_day(value: date | datetime | None) -> str:
    """ "today", "tomorrow", "yesterday", or the day; without its year in the current one."""
    if value is None:
        return ""
    here = value.astimezone(ZoneInfo(time_zone())).date() if isinstance(value, datetime) else value
    current = today(time_zone())
    words = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if (here - current).days in words:
        return words[(here - current).days]
    pattern = "d MMM" if here.year == current.year else day_pattern(locale())
    return format_date(here, format=pattern, locale=locale())


def ago(value: datetime | None) -> str:
    """How long since, such as "3 hours ago"."""
    return format_timedelta(value - now(), add_direction=True, locale=locale()) if value else ""


def elapsed(since: datetime) -> str:
    """How long since, in hours and minutes such as 2:05."""
    hours, minutes = divmod(max(0, int((now() - since).total_seconds()) // 60), 60)
    return f"{hours}:{minutes:02}"


def shown(value: Any, field: Field, names: dict[Any, str] | None = None) -> str:
    """Any field's value as text; `names` gives those of users, files and records by id."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, tuple):
        return ", ".join(shown(item, field, names) for item in value)
    if field.type in (FieldType.USER, FieldType.FILE, FieldType.RECORD):
        return (names or {}).get(value, f"#{value}")
    return _plain(value, field)


def _plain(value: Any, field: Field) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day_of(value)
    if isinstance(value, Decimal):
        return number(value)
    if field.choices:
        return str(text_of(dict(field.choices).get(value, value)))
    return str(value)


@cache
def _whole_pattern(language: str) -> str:
    return str(Locale(language).currency_formats["standard"].pattern).replace(".00", "")


FILTERS = {
    "money": money,
    "minor_money": minor_money,
    "amount": amount,
    "number": number,
    "exact": exact,
    "date": day_of,
    "weekday": weekday,
    "weekday_name": weekday_name,
    "time_of_day": time_of_day,
    "month": month,
    "clock": clock,
    "datetime": moment,
    "day": near_day,
    "ago": ago,
    "elapsed": elapsed,
}
