"""Putting a task on another day, from the calendar or from the list of today."""

from datetime import date, time

from stepmark.commands.access import not_found
from stepmark.commands.tasks import update_task
from stepmark.commands.work import Work
from stepmark.domain.tasks import Task
from stepmark.platform.days import FIRST_DAY, LAST_DAY, on_day
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _

# When a task is due that had no time of day.
MORNING = time(9)


def put_task_on(work: Work, task_id: int, day: date) -> None:
    """Let a task be due on another day of the actor's, at the same time of day as before, or in the morning."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid({"day": _("Enter a date as YYYY-MM-DD or DD.MM.YYYY.")})
    task = work.session.get(Task, task_id)
    if task is None:
        raise not_found()
    due_at = on_day(task.due_at, day, work.actor.time_zone, MORNING)
    update_task(work, task_id, {"due_at": due_at.isoformat()})
