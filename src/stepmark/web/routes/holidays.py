"""The workspace's public holidays."""

from itertools import groupby

from babel.core import get_global
from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.commands.holidays import add_holiday, delete_holiday, import_holidays
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import today
from stepmark.platform.country_holidays import countries
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.queries.working_calendar import holidays
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()
_URL = "/settings/holidays"


@router.get(_URL)
def index(caller: Administrator) -> Response:
    """All of them by year, with the forms that add more."""
    return _page(caller)


@router.post(_URL)
def create(caller: Administrator, form: Form) -> Response:
    """Add one."""
    given = {key: text_of_form(form, key) for key in ("day", "name")}
    try:
        caller.run(add_holiday, given["day"], given["name"])
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), given)
    return see_other(_URL, _("The holiday is added."))


@router.post(f"{_URL}/imports")
def create_year(caller: Administrator, form: Form) -> Response:
    """Add those of a country's year."""
    given = {key: text_of_form(form, key) for key in ("country", "year")}
    try:
        came = caller.run(import_holidays, given["country"], given["year"])
    except Problem as problem:
        return _page(caller, problem.status, field_errors(problem), given)
    return see_other(_URL, ngettext_lazy("%(num)s holiday is added.", "%(num)s holidays are added.", came))


@router.delete(f"{_URL}/{{holiday_id:id}}")
def delete(caller: Administrator, holiday_id: int) -> Response:
    """Take one out."""
    caller.run(delete_holiday, holiday_id)
    return see_other(_URL, _("The holiday is deleted."))


def _page(
    caller: Caller, status: int = 200, errors: dict[str, Text] | None = None, given: dict[str, str] | None = None
) -> Response:
    with caller.reading() as session:
        zone = session.get_one(Workspace, caller.actor.workspace_id).time_zone
        years = [(year, list(days)) for year, days in groupby(holidays(session), key=lambda each: each.day.year)]
    return page(
        caller,
        "settings/holidays.html",
        status,
        nav="settings",
        years=years,
        this_year=today(zone).year,
        countries=countries(caller.actor.locale),
        country=get_global("zone_territories").get(zone, ""),
        errors=errors or {},
        given=given or {},
    )
