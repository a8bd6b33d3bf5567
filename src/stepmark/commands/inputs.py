"""What people type about themselves and their workspace, checked and made fit to keep; raises Invalid by its key."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.catalogue.types.texts import EMAIL_LIMIT, PHONE_LIMIT, email_in, phone_in
from stepmark.domain.people import Role
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import LOCALES, Text, _
from stepmark.platform.money import currencies

NAME_LIMIT = 200
MOST_DAYS = 3650
MOST_MINUTES = 24 * 60


def read_all(readings: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What the readings of these keys give. All that is wrong is told at once."""
    values: dict[str, Any] = {}
    faults: dict[str, Text] = {}
    for key, reading in readings.items():
        try:
            values[key] = reading()
        except Invalid as invalid:
            faults |= invalid.errors
    if faults:
        raise Invalid(faults)
    return values


def line(key: str, label: Text, raw: object, *, required: bool = True, limit: int = NAME_LIMIT) -> str:
    """One line of text, such as a name. What is wrong with it is told with its label, if it has one."""
    try:
        text = text_in(raw, limit)
    except ValueFault as fault:
        told = _("%(field)s: %(why)s", field=label, why=fault.text) if label else fault.text
        raise Invalid({key: told}) from None
    if required and not text:
        raise Invalid({key: _("Fill in “%(field)s”.", field=label)})
    return text


def email(key: str, raw: object) -> str:
    """An e-mail address."""
    try:
        return email_in(line(key, _("E-mail"), raw, limit=EMAIL_LIMIT))
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None


def phone(key: str, raw: object, language: str) -> str:
    """A phone number, or none; a national one is read by the language of whoever writes it."""
    text = line(key, _("Phone"), raw, required=False, limit=PHONE_LIMIT)
    try:
        return phone_in(text, language) if text else ""
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None


def one_of(key: str, raw: object, options: Collection[str]) -> str:
    """One of some stored names."""
    if not isinstance(raw, str) or raw not in options:
        raise Invalid({key: _("Choose one from the list.")})
    return raw


def role(key: str, raw: object) -> str:
    """A member's role."""
    return one_of(key, raw, list(Role))


def locale(key: str, raw: object) -> str:
    """A language of the product."""
    return one_of(key, raw, LOCALES)


def time_zone(key: str, raw: object) -> str:
    """An IANA time zone."""
    if not isinstance(raw, str) or raw not in time_zones():
        raise Invalid({key: _("Choose a time zone such as Europe/Warsaw.")})
    return raw


def currency(key: str, raw: object) -> str:
    """A currency's code."""
    code = str(raw).strip().upper()
    if not code:
        raise Invalid({key: _("Fill in “%(field)s”.", field=_("Currency"))})
    if code not in currencies():
        raise Invalid({key: _("“%(value)s” is not a currency's code such as EUR or PLN.", value=code[:10])})
    return code


def yes_no(key: str, raw: object) -> bool:
    """True or false, as programs and as forms say it."""
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false", "1", "0", "on", ""):
        return raw in ("true", "1", "on")
    raise Invalid({key: _("Say true or false.")})


def days(key: str, raw: object) -> int:
    """A number of days, at least one."""
    text = str(raw).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_DAYS):
        raise Invalid({key: _("Enter a number of days from 1 to %(limit)s.", limit=MOST_DAYS)})
    return int(text)


def hour(key: str, raw: object) -> int:
    """An hour of the day, 0 to 23."""
    text = str(raw).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) < 24):
        raise Invalid({key: _("Enter an hour from 0 to 23.")})
    return int(text)


def minutes_of_day(key: str, raw: object) -> int:
    """A time of day as HH:MM, 24:00 included, in minutes since midnight."""
    found = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)(?::00)?", str(raw).strip(), re.ASCII)
    minutes = int(found[1]) * 60 + int(found[2]) if found else MOST_MINUTES + 1
    if minutes > MOST_MINUTES:
        raise Invalid({key: _("Enter a time of day such as 09:00.")})
    return minutes


def weekdays(key: str, raw: object) -> list[int]:
    """One weekday or more by number, 0 for Monday, in their order."""
    days = {str(each) for each in raw} if isinstance(raw, list | tuple) else set()
    if not days or not days <= set("0123456"):
        raise Invalid({key: _("Choose one day or more.")})
    return sorted(map(int, days))


@cache
def time_zones() -> tuple[str, ...]:
    """The time zones that may be chosen: UTC, then places by their names."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return ("UTC", *sorted(places))
