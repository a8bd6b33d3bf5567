"""The day and time that a task is due: its small form, and the change, from wherever the task is shown."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import FormData

from stepmark.catalogue.kinds import TASK
from stepmark.commands.task_days import put_task_on
from stepmark.commands.tasks import update_task
from stepmark.domain.rights import require
from stepmark.domain.tasks import Task
from stepmark.platform.clock import today
from stepmark.platform.days import monday_of
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.web.calendar_parts import CalendarAsked, calendar_changed
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.render import fragment, see_other
from stepmark.web.today_parts import tasks_context

router = APIRouter()
DUE = "/tasks/{task_id:id}/due"


@router.get(DUE + "/edit")
def edit(caller: Salesperson, task_id: int, where: str = "") -> Response:
    """Another day at one press, or a day and time to type."""
    return _form(caller, task_id, {"where": where, **caller.request.query_params}, {})


@router.put(DUE)
def update(caller: Salesperson, task_id: int, form: Form) -> Response:
    """Put the task on a `day` (or into a day's `container`), or to `due_at`; empty takes it off the calendar."""
    chosen = text_of_form(form, "day") or text_of_form(form, "container")
    try:
        if chosen:
            caller.run(put_task_on, task_id, _day(chosen))
        else:
            caller.run(update_task, task_id, {"due_at": text_of_form(form, "due_at")})
    except Problem as problem:
        if problem.type != "invalid":
            raise
        given = {name: text_of_form(form, name) for name in form}
        return _form(caller, task_id, given, field_errors(problem), problem.status)
    return _changed(caller, task_id, form)


def _changed(caller: Caller, task_id: int, form: FormData) -> Response:
    where = text_of_form(form, "where")
    if where == "calendar":
        return calendar_changed(caller, CalendarAsked.of(form))
    if where == "today" and caller.is_htmx:
        return fragment(caller, "today/rescheduled.html", **tasks_context(caller))
    return see_other("/today" if where == "today" else f"/tasks/{task_id}", _("Saved."))


def _form(caller: Caller, task_id: int, given: dict[str, Any], errors: dict[str, Text], status: int = 200) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, TASK, task_id)
        require(details.editable)
    task = details.record
    assert isinstance(task, Task)  # noqa: S101 - for the type checker: the kind says so
    here = today(caller.actor.time_zone)
    choices = [
        (_("Today"), here),
        (_("Tomorrow"), here + timedelta(days=1)),
        (_("Next Monday"), monday_of(here) + timedelta(days=7)),
    ]
    due_at = given.get("due_at", task.due_at)
    context = {"task": task, "choices": choices, "given": given, "due_at": due_at, "errors": errors}
    place = Place("tasks", task.title, f"/tasks/{task_id}")
    return asked(caller, place, "tasks/_due_form.html", _("When is it due?"), status, **context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("invalid", _("Enter a date as YYYY-MM-DD or DD.MM.YYYY."), field="day") from None
