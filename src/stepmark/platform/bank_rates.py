"""Exchange rates from a central bank's file: of the NBP (XML or CSV), the ECB and the Bank of Russia (XML)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal
from fractions import Fraction

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.money import currencies
from stepmark.platform.xml import Element, NotXml, elements

MOST_BYTES = 2 * 1024 * 1024
MOST_DIGITS = 9
_NUMBER = re.compile(rf"\d{{1,{MOST_DIGITS}}}(?:[.,]\d{{1,15}})?", re.ASCII)
_COLUMN = re.compile(r"(\d{1,6})? ?([A-Z]{3})", re.ASCII)
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d")
# A rate between two currencies by way of the bank's may have no end; bank's own rates have far fewer digits.
_ROUNDED = Context(prec=16)

# A day, a currency, and what one unit of it is worth in the bank's own.
Row = tuple[date, str, Fraction]


@dataclass(frozen=True)
class BankRates:
    """A bank's newest rates in its file: what one unit of each currency, its own included, is worth in its own."""

    bank: str
    day: date
    worth: Mapping[str, Fraction]

    def in_currency(self, base: str) -> dict[str, Decimal]:
        """What one unit of every other currency is worth in this one; raises `invalid` where the bank has none."""
        if base not in self.worth:
            text = _("This file has no rate for %(currency)s, the workspace's currency.", currency=base)
            raise Problem("invalid", text, field="file")
        others = {currency: worth / self.worth[base] for currency, worth in self.worth.items() if currency != base}
        return {currency: rounded(each) for currency, each in others.items()}


def read_bank_rates(data: bytes) -> BankRates:
    """The newest rates of a file, whose bank is told by its form; raises `invalid` for the field `file`."""
    try:
        bank, own, rows = _read_xml(data) if b"<" in data[:8] else ("NBP", "PLN", list(_nbp_csv(data)))
        day = max(day for day, _currency, _worth in rows)
    except (NotXml, ValueError, KeyError, ZeroDivisionError, csv.Error):
        raise _not_read() from None
    known = {currency: worth for when, currency, worth in rows if when == day and currency in currencies()}
    return BankRates(bank, day, {**known, own: Fraction(1)})


def number_of(text: str) -> Fraction:
    """A positive number written with a point or a comma; raises ValueError."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = Fraction(text.replace(",", "."))
    if number <= 0:
        raise ValueError(text)
    return number


def rounded(number: Fraction) -> Decimal:
    """A decimal of at most 16 digits."""
    return _ROUNDED.divide(Decimal(number.numerator), Decimal(number.denominator))


def _read_xml(data: bytes) -> tuple[str, str, list[Row]]:
    found = elements(data)
    bank, own, read = _BANKS[found[0].tag]
    return bank, own, list(read(found))


def _ecb(found: Iterable[Element]) -> Iterator[Row]:
    # <Cube time="2026-11-20"><Cube currency="USD" rate="1.0551"/>: dollars for a euro
    day = None
    for each in found:
        day = _day(each.attributes["time"]) if "time" in each.attributes else day
        if day and "rate" in each.attributes:
            yield day, each.attributes["currency"], 1 / number_of(each.attributes["rate"])


def _cbr(found: Iterable[Element]) -> Iterator[Row]:
    # <ValCurs Date="20.11.2026"><Valute><CharCode>JPY</CharCode><Nominal>100</Nominal><Value>64,1027</Value>
    found = list(found)
    day = _day(found[0].attributes["Date"])
    for each in _groups(found, "Valute"):
        yield day, each["CharCode"], number_of(each["Value"]) / number_of(each["Nominal"])


def _nbp_api(found: Iterable[Element]) -> Iterator[Row]:
    # <EffectiveDate>2026-11-20</EffectiveDate><Rates><Rate><Code>USD</Code><Mid>4.0125</Mid>
    found = list(found)
    starts = [place for place, each in enumerate(found) if each.tag == "EffectiveDate"]
    for start, end in zip(starts, [*starts[1:], len(found)], strict=True):
        day = _day(found[start].text)
        for each in _groups(found[start:end], "Rate"):
            yield day, each["Code"], number_of(each["Mid"])


def _nbp_table(found: Iterable[Element]) -> Iterator[Row]:
    # <data_publikacji>2026-11-20</data_publikacji><pozycja><przelicznik>100</przelicznik><kod_waluty>JPY</kod_waluty>…
    found = list(found)
    day = next(_day(each.text) for each in found if each.tag == "data_publikacji")
    for each in _groups(found, "pozycja"):
        yield day, each["kod_waluty"], number_of(each["kurs_sredni"]) / number_of(each["przelicznik"])


_BANKS: Mapping[str, tuple[str, str, Callable[[list[Element]], Iterator[Row]]]] = {
    "Envelope": ("ECB", "EUR", _ecb),
    "ValCurs": ("CBR", "RUB", _cbr),
    "ArrayOfExchangeRatesTable": ("NBP", "PLN", _nbp_api),
    "ExchangeRatesTable": ("NBP", "PLN", _nbp_api),
    "tabela_kursow": ("NBP", "PLN", _nbp_table),
}


def _nbp_csv(data: bytes) -> Iterator[Row]:
    # data;1THB;1USD;…;100JPY;… and a row for each day: 20261120;0,1136;4,0125;…
    header, *lines = csv.reader(data.decode("latin-1").splitlines(), delimiter=";")
    columns = [_COLUMN.fullmatch(name.strip()) for name in header]
    for cells in lines:
        if cells and re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", cells[0].strip(), re.ASCII):
            day = _day(cells[0])
            for column, cell in zip(columns, cells, strict=False):
                if column and cell.strip():
                    yield day, column[2], number_of(cell.strip()) / int(column[1] or 1)


def _groups(found: Iterable[Element], tag: str) -> list[dict[str, str]]:
    """The texts below each element of this name, by their own names."""
    groups: list[dict[str, str]] = []
    for each in found:
        if each.tag == tag:
            groups.append({})
        elif groups:
            groups[-1].setdefault(each.tag, each.text.strip())
    return groups


def _day(text: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def _not_read() -> Problem:
    text = _("This is no file of exchange rates by the NBP, the ECB or the Bank of Russia. Download it anew.")
    return Problem("invalid", text, field="file")
