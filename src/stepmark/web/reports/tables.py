"""The table behind a drawing, on the page and as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from stepmark.platform.i18n import Text, _
from stepmark.platform.money import from_minor
from stepmark.platform.spreadsheet import guarded
from stepmark.queries.reports.figures import Amounts
from stepmark.web.formats import money, number
from stepmark.web.reports.words import in_days, percent, span


@dataclass(frozen=True)
class Cell:
    """A figure as people read it, as programs read it, and where the deals behind it are listed; or a name."""

    text: str
    plain: str | float | None = None
    url: str | None = None
    is_name: bool = False


@dataclass(frozen=True)
class Table:
    """Its first column names the rows; the others hold figures."""

    columns: Sequence[Text]
    rows: Sequence[Sequence[Cell]] = field(default_factory=list)

    @property
    def as_csv(self) -> bytes:
        """UTF-8 with the mark by which spreadsheets know it; figures without signs of thousands."""
        lines = io.StringIO()
        writer = csv.writer(lines)
        writer.writerow([guarded(str(column)) for column in self.columns])
        writer.writerows([_plain(cell) for cell in row] for row in self.rows)
        return lines.getvalue().encode("utf-8-sig")


def named(text: Text) -> Cell:
    """What a row is about."""
    return Cell(str(text), str(text), is_name=True)


def count(figure: int, url: str | None = None) -> Cell:
    """A number of deals or of anything else."""
    return Cell(number(figure), figure, url if figure else None)


def part(value: float | None) -> Cell:
    """A share in percent."""
    return Cell(percent(value), None if value is None else round(value, 2))


def took(seconds: float | None) -> Cell:
    """A span of time; programs get days."""
    return Cell(span(seconds), in_days(seconds))


def amount_cells(amounts: Amounts, currencies: Sequence[str]) -> list[Cell]:
    """One cell for each currency, as amounts of different ones are never added."""
    return [_amount(amounts.get(currency), currency) for currency in currencies]


def amount_columns(currencies: Iterable[str]) -> list[Text]:
    """The headings of these cells."""
    return [_("Amount, %(currency)s", currency=currency) for currency in currencies]


def currencies_of(amounts: Iterable[Amounts]) -> list[str]:
    """Every currency that occurs."""
    return sorted({currency for each in amounts for currency in each})


def _amount(minor: int | None, currency: str) -> Cell:
    if minor is None:
        return Cell("")
    value = from_minor(minor, currency)
    return Cell(money(value, currency), f"{value:f}")


def _plain(cell: Cell) -> Any:
    return guarded(cell.plain) if isinstance(cell.plain, str) else cell.plain
