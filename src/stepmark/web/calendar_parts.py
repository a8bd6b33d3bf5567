"""The calendar as part of an answer, and what an address asks of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi.responses import Response

from stepmark.platform.clock import today
from stepmark.platform.i18n import _
from stepmark.queries.calendar import MONTH, WEEK, calendar_of
from stepmark.queries.people import members
from stepmark.web.caller import Caller
from stepmark.web.render import fragment, see_other


class CalendarAsked(NamedTuple):
    """What an address asks of the calendar: a view, a day in it, and whose tasks (one's own, or a member's by id)."""

    view: str = ""
    at: str = ""
    whose: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "CalendarAsked":
        """The same as an address or a form says it."""
        return cls(*(str(given.get(name, "")) for name in cls._fields))

    @property
    def query(self) -> str:
        """The end of an address that asks for the same."""
        return urlencode({name: value for name, value in self._asdict().items() if value})


def calendar_context(caller: Caller, asked: CalendarAsked) -> dict[str, Any]:
    """What `calendar/_calendar.html` needs; what makes no sense in an address counts as not asked."""
    here = today(caller.actor.time_zone)
    view = WEEK if asked.view == WEEK else MONTH
    is_id = asked.whose.isascii() and asked.whose.isdigit() and len(asked.whose) < 19
    member_id = int(asked.whose) if is_id else caller.actor.member_id
    with caller.reading() as session:
        shown = calendar_of(session, caller.actor, view, _day(asked.at, here), member_id)
        people = [(each.id, each.name) for each in members(session) if each.id != caller.actor.member_id]
    whose = [("", _("My tasks")), *people]
    asked = CalendarAsked(view, shown.at.isoformat(), asked.whose if is_id else "")
    return {"shown": shown, "here": here, "people": whose, "asked": asked, "member_id": member_id}


def calendar_changed(caller: Caller, asked: CalendarAsked) -> Response:
    """After a task was put on another day: the calendar, which closes any dialog; without htmx, its page."""
    if not caller.is_htmx:
        return see_other(f"/calendar?{asked.query}", _("Saved."))
    return fragment(caller, "calendar/changed.html", **calendar_context(caller, asked))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
