"""The workspace's exchange rates: set by hand, renewed from a central bank's file, and taken out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.exchange_rates import MOST_RATES, ExchangeRate
from stepmark.domain.rights import require_admin
from stepmark.domain.workspace import Workspace
from stepmark.platform.bank_rates import MOST_DIGITS, BankRates, number_of, rounded
from stepmark.platform.clock import today
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _

# The Bank of Russia gives tomorrow's rates, before holidays those of the day after them.
_DAYS_AHEAD = 14
_OFTEN_USED = (
    "USD", "EUR", "GBP", "CHF", "PLN", "JPY", "CNY", "RUB", "CZK", "SEK", "NOK", "DKK", "UAH", "KZT", "BYN", "HUF",
    "RON", "TRY", "CAD", "AUD", "AED", "INR", "BGN", "GEL", "AMD", "UZS", "ILS", "KRW", "HKD", "SGD",
)  # fmt: skip
_DAY = Field("exchange_rate", "day", _("Day"), FieldType.DATE)


@dataclass(frozen=True)
class BroughtRates:
    """What came of a bank's file: how many rates are renewed, and the currencies for which there was no room."""

    renewed: int
    left_out: tuple[str, ...]


def set_rate(work: Work, raw_currency: Any, raw_rate: Any, raw_day: Any = "") -> int:
    """What one unit of a currency is worth in the workspace's, of a day or else of today. Returns the rate's id."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    read = inputs.read_all(
        {
            "currency": partial(inputs.currency, "currency", raw_currency),
            "rate": partial(_rate, raw_rate),
            "day": partial(_day, work, workspace, raw_day),
        }
    )
    currency = read["currency"]
    if currency == workspace.currency:
        raise Invalid({"currency": _("This is the workspace's own currency. Choose another.")})
    known = _known(work)
    if currency not in known and len(known) >= MOST_RATES:
        raise Problem("invalid", _("At most %(limit)s rates are kept. Delete those not needed.", limit=MOST_RATES))
    given = ExchangeRate(currency=currency, base=workspace.currency, rate=read["rate"], day=read["day"], source="")
    rate = _put(work, known, given)
    publish_rates(work, workspace)
    return rate.id


def renew_rates(work: Work, bank: BankRates) -> BroughtRates:
    """Take what a bank's file says where it is newer; beyond the limit, those come first that are kept already."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    _check_day(workspace, bank.day, "file")
    known, worth = _known(work), bank.in_currency(workspace.currency)
    newer = _newer(known, worth, bank.day, workspace.currency)
    if not newer:
        raise Invalid({"file": _("Newer rates than those of this file are there already.")})
    room = MOST_RATES - len(set(known) - set(newer))
    for currency in newer[:room]:
        rate = _text(worth[currency])
        _put(
            work,
            known,
            ExchangeRate(currency=currency, base=workspace.currency, rate=rate, day=bank.day, source=bank.bank),
        )
    publish_rates(work, workspace)
    return BroughtRates(len(newer[:room]), tuple(sorted(newer[room:])))


def delete_rate(work: Work, raw_currency: str) -> None:
    """From here on amounts in this currency compare with no others."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    rate = _known(work).get(raw_currency.upper())
    if rate is None:
        raise not_found()
    work.session.delete(rate)
    work.happened("exchange_rate.deleted", "exchange_rate", rate.id, {"rate": (rate.rate, None)}, label=rate.currency)
    publish_rates(work, workspace)


def publish_rates(work: Work, workspace: Workspace) -> None:
    """Write those rates beside the workspace that count: the ones in its own currency."""
    work.session.flush()
    workspace.rates = {each.currency: each.rate for each in _known(work).values() if each.base == workspace.currency}


def _known(work: Work) -> dict[str, ExchangeRate]:
    return {each.currency: each for each in work.session.scalars(select(ExchangeRate))}


def _newer(known: Mapping[str, ExchangeRate], worth: Mapping[str, Decimal], day: date, base: str) -> list[str]:
    """The currencies to renew, those that are known first, then those that are often used."""
    often = {currency: place for place, currency in enumerate(_OFTEN_USED)}
    kept = {currency for currency, each in known.items() if each.base == base and each.day > day}
    return sorted(worth.keys() - kept, key=lambda each: (each not in known, often.get(each, len(often)), each))


def _put(work: Work, known: Mapping[str, ExchangeRate], given: ExchangeRate) -> ExchangeRate:
    rate = known.get(given.currency)
    before = f"{rate.rate} {rate.base}" if rate else None
    if rate is None:
        rate = given
        work.session.add(rate)
        work.session.flush()
    else:
        rate.base, rate.rate, rate.day, rate.source = given.base, given.rate, given.day, given.source
    after = f"{rate.rate} {rate.base}"
    if before != after:
        work.happened("exchange_rate.set", "exchange_rate", rate.id, {"rate": (before, after)}, label=rate.currency)
    return rate


def _rate(raw: Any) -> str:
    text = "".join(str(raw).split()) if isinstance(raw, str | int | Decimal) else ""
    try:
        return _text(rounded(number_of(text)))
    except ValueError:
        text_of_error = _("Enter a number above 0, of at most %(limit)s digits before its point.", limit=MOST_DIGITS)
        raise Invalid({"rate": text_of_error}) from None


def _text(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _day(work: Work, workspace: Workspace, raw: Any) -> date:
    try:
        day = parse(_DAY, raw, work.reader)
    except ValueFault as fault:
        raise Invalid({"day": fault.text}) from None
    if not isinstance(day, date):
        return today(workspace.time_zone)
    _check_day(workspace, day, "day")
    return day


def _check_day(workspace: Workspace, day: date, key: str) -> None:
    if day > today(workspace.time_zone) + timedelta(days=_DAYS_AHEAD):
        raise Invalid({key: _("These rates are of a day too far ahead (%(day)s).", day=day.isoformat())})
