"""What the address of a report asks for."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from stepmark.platform.i18n import Text, _
from stepmark.queries.reports.counted import Basis
from stepmark.queries.reports.periods import FIRST_DAY, LAST_DAY, OWN_DATES, PERIODS, Period
from stepmark.web.formats import day_of

_DEFAULT_PERIOD = "this_year"


@dataclass(frozen=True)
class Filter:
    """What was chosen, as it was sent; `first` and `last` count for own dates only."""

    process_id: int | None = None
    basis: Basis = Basis.CREATED
    period: str = _DEFAULT_PERIOD
    first: str = ""
    last: str = ""
    who: str = ""

    @property
    def query(self) -> str:
        """The same as the part of an address that follows its question mark."""
        own = {"from": self.first, "to": self.last} if self.period == OWN_DATES else {}
        values = {"process": self.process_id, "basis": str(self.basis), "period": self.period, **own, "who": self.who}
        return urlencode({name: value for name, value in values.items() if value})

    def over(self, period: str) -> "Filter":
        """The same over another period."""
        return replace(self, period=period)


def filter_of(params: QueryParams) -> Filter:
    """What an address asks for. An unknown basis or period is the usual one; the rest is looked at where it is used."""
    basis, period = params.get("basis", ""), params.get("period", "")
    return Filter(
        _id(params.get("process", "")),
        Basis(basis) if basis in list(Basis) else Basis.CREATED,
        period if period in (*PERIODS, OWN_DATES) else _DEFAULT_PERIOD,
        params.get("from", "")[:20],
        params.get("to", "")[:20],
        params.get("who", "")[:40],
    )


def period_of(asked: Filter, today: date) -> tuple[Period, dict[str, Text]]:
    """The days that are meant, and what is wrong with own dates, by their names in the form.

    Own dates that were not given yet begin as this year's.
    """
    if asked.period != OWN_DATES:
        return PERIODS[asked.period][1](today), {}
    usual = PERIODS[_DEFAULT_PERIOD][1](today)
    errors: dict[str, Text] = {}
    days = [_day(name, text, errors) for name, text in (("from", asked.first), ("to", asked.last))]
    period = Period(days[0] or usual.first, days[1] or usual.last)
    if not errors and period.first and period.last and period.first > period.last:
        errors["to"] = _("The last day lies before the first one. Choose a later one.")
    return period, errors


def in_words(asked: Filter, period: Period) -> Text:
    """The period as a heading says it."""
    if period.first is None or period.last is None:
        return PERIODS["all"][0]
    days = f"{day_of(period.first)} – {day_of(period.last)}"
    return days if asked.period == OWN_DATES else f"{PERIODS[asked.period][0]} ({days})"


def _day(name: str, text: str, errors: dict[str, Text]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        errors[name] = _(
            "Choose a day from %(first)s to %(last)s, such as 2026-11-20.",
            first=FIRST_DAY.isoformat(),
            last=LAST_DAY.isoformat(),
        )
        return None
    return day


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
