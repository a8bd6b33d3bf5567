"""Tasks as an iCalendar file (RFC 5545): an event for each, as most calendar programs pass over to-dos."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from stepmark import __version__
from stepmark.domain.tasks import TASK_TYPES, Task
from stepmark.platform.i18n import gettext as _
from stepmark.platform.i18n import text_of, time_zone
from stepmark.queries.task_lists import TaskRow

_LASTS = {"meeting": timedelta(hours=1)}
_HALF_AN_HOUR = timedelta(minutes=30)
# Line ends are escaped by the library; no other control character is allowed in an iCalendar text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Home(NamedTuple):
    """Where events come from: `url` leads to the pages, `domain` makes their names unique in the world."""

    url: str
    domain: str


def calendar_text(name: str, rows: Iterable[TaskRow], home: Home) -> bytes:
    """The tasks that have a day, in UTC; those at midnight in the reader's zone are meant for the whole day."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Stepmark//Stepmark {__version__}//EN")
    calendar.add("x-wr-calname", vText(_plain(name)))
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=1))
    for row in rows:
        if row.task.due_at is not None:
            calendar.add_component(_event(row, row.task.due_at, home))
    return bytes(calendar.to_ical())


def _event(row: TaskRow, due_at: datetime, home: Home) -> Event:
    task, event = row.task, Event()
    event.add("uid", f"task-{task.id}@{home.domain}")
    event.add("sequence", task.version - 1)
    event.add("dtstamp", task.updated_at.replace(microsecond=0))
    event.add("created", task.created_at.replace(microsecond=0))
    event.add("last-modified", task.updated_at.replace(microsecond=0))
    _add_time(event, task, due_at)
    event.add("summary", _plain(f"✓ {task.title}" if task.is_done else task.title))
    event.add("description", _plain(_description(row)))
    event.add("categories", [_plain(str(text_of(dict(TASK_TYPES).get(task.type, task.type))))])
    event.add("url", f"{home.url}/tasks/{task.id}")
    return event


def _add_time(event: Event, task: Task, due_at: datetime) -> None:
    local = due_at.astimezone(ZoneInfo(time_zone()))
    if local.time() == time():
        event.add("dtstart", local.date())
        event.add("dtend", local.date() + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", due_at.astimezone(UTC))
    event.add("dtend", due_at.astimezone(UTC) + _LASTS.get(task.type, _HALF_AN_HOUR))


def _description(row: TaskRow) -> str:
    deal = _("Deal: %(deal)s") % {"deal": row.deal} if row.deal else ""
    step = _("Step: %(step)s") % {"step": row.step} if row.step else ""
    return "\n".join(part for part in (deal, step, row.task.description or "") if part)


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)
