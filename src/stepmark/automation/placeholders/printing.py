"""Values as a message shows them: in the current language, with plain spaces, and people by their first name."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from stepmark.platform.days import day_pattern
from stepmark.platform.i18n import Text, locale, text_of
from stepmark.platform.i18n import gettext as _
from stepmark.platform.money import Money, precision

# What a text may read of each product on a record.
LINE_PARTS = ("name", "quantity", "unit", "price", "discount", "tax_rate", "total", "gross")
# Babel's own no-break spaces turn a short message into one that costs double.
_PLAIN_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


class Amount(Decimal):
    """Money that compares as a number."""

    currency: str

    @classmethod
    def of(cls, money: Money) -> Self:
        """The same amount."""
        amount = cls(money.amount)
        amount.currency = money.currency
        return amount


class Day(date):
    """A day that compares with moments."""

    def __liquid__(self) -> float:
        """Days since the beginning."""
        return float(self.toordinal() - 1)


class Moment(datetime):
    """A moment on the workspace's clock."""

    def __liquid__(self) -> float:
        """Days since the beginning, on the local clock."""
        return self.toordinal() - 1 + (self.hour * 3600 + self.minute * 60 + self.second) / 86_400


class Option(str):
    """A stored choice, which compares by its key and prints its label."""

    __slots__ = ("label",)
    label: Text


class Named(dict[str, Any]):
    """Something with a name and parts, such as a linked record or a person; nothing where the name is empty."""

    def __init__(self, name: str = "", parts: Mapping[str, Any] | None = None) -> None:
        super().__init__(parts or {})
        self.name = name

    def __liquid__(self) -> str | None:
        """What it is compared by."""
        return self.name or None


def option(key: str, label: Text) -> Option:
    """A choice with its label."""
    chosen = Option(key)
    chosen.label = label
    return chosen


def printed(value: object) -> str:
    """Any value of a scope as text; empty for nothing, and for what has no text."""
    return next((write(value) for type, write in _WRITERS if isinstance(value, type)), "")


def plain(text: str) -> str:
    """With ordinary spaces alone."""
    return text.translate(_PLAIN_SPACES)


def _number(value: float | Decimal) -> str:
    return plain(format_decimal(value, "#,##0.######", locale=locale()))


def _money(value: Amount) -> str:
    pattern = f"#,##0.{'0' * precision(value.currency)}".rstrip(".")
    return f"{plain(format_decimal(value, pattern, locale=locale()))} {value.currency}"


def _moment(value: datetime) -> str:
    return format_datetime(value, f"{day_pattern(locale())} HH:mm", tzinfo=value.tzinfo, locale=locale())


# The first that fits: a moment is a day too, and "yes" a number.
_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (Named, lambda value: value.name),
    (Option, lambda value: str(text_of(value.label))),
    (str, str),
    (bool, lambda value: _("Yes") if value else _("No")),
    (Amount, _money),
    ((int, float, Decimal), _number),
    (datetime, _moment),
    (date, lambda value: format_date(value, day_pattern(locale()), locale=locale())),
    (Sequence, lambda value: ", ".join(map(printed, value))),
)
