"""The workspace's public holidays: added by hand, brought in for a country's year, and taken out."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.quota import locked_workspace
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.holidays import Holiday
from stepmark.domain.rights import require_admin
from stepmark.platform.country_holidays import FIRST_YEAR, LAST_YEAR, countries, holidays_of
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _

MOST_HOLIDAYS = 2_000
_DAY = Field("holiday", "day", _("Day"), FieldType.DATE)


def add_holiday(work: Work, raw_day: Any, raw_name: Any = "") -> int:
    """Make a day a holiday, or rename the one that it is. Returns its id."""
    require_admin(work.actor)
    locked_workspace(work)
    day, name = _day(work, raw_day), inputs.line("name", _("Name"), raw_name, required=False)
    known = work.session.scalars(select(Holiday).where(Holiday.day == day)).one_or_none()
    if known is None:
        return _add(work, day, name).id
    if known.name != name:
        before, known.name = known.name, name
        work.happened("holiday.updated", "holiday", known.id, {"name": (before, name)}, label=_label(known))
    return known.id


def import_holidays(work: Work, country: Any, year: Any) -> int:
    """Add a country's holidays of one year; those that are there stay as they are. Returns how many came."""
    require_admin(work.actor)
    workspace = locked_workspace(work)
    code = inputs.one_of("country", country, dict(countries("en")))
    days = holidays_of(code, _year(year), workspace.locale)
    there = set(work.session.scalars(select(Holiday.day).where(Holiday.day.in_(days))))
    new = [_add(work, day, name[: inputs.NAME_LIMIT]) for day, name in days.items() if day not in there]
    return len(new)


def delete_holiday(work: Work, holiday_id: int) -> None:
    """Make a holiday a day like others."""
    require_admin(work.actor)
    holiday = work.session.get(Holiday, holiday_id)
    if holiday is None:
        raise not_found()
    day, label = holiday.day.isoformat(), _label(holiday)
    work.session.delete(holiday)
    work.happened("holiday.deleted", "holiday", holiday_id, {"day": (day, None)}, label=label)


def _add(work: Work, day: date, name: str) -> Holiday:
    if (work.session.scalar(select(func.count()).select_from(Holiday)) or 0) >= MOST_HOLIDAYS:
        raise Problem("invalid", _("At most %(limit)s holidays can be kept. Delete past ones.", limit=MOST_HOLIDAYS))
    holiday = Holiday(day=day, name=name)
    work.session.add(holiday)
    work.session.flush()
    work.happened("holiday.added", "holiday", holiday.id, {"day": (None, day.isoformat())}, label=_label(holiday))
    return holiday


def _day(work: Work, raw: Any) -> date:
    try:
        day = parse(_DAY, raw, work.reader)
    except ValueFault as fault:
        raise Invalid({"day": fault.text}) from None
    if not isinstance(day, date):
        raise Invalid({"day": _("Enter a date as YYYY-MM-DD or DD.MM.YYYY.")})
    return day


def _year(raw: Any) -> int:
    text = str(raw).strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Invalid({"year": _("Enter a year from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)})
    return int(text)


def _label(holiday: Holiday) -> str:
    return f"{holiday.day.isoformat()} {holiday.name}".strip()
