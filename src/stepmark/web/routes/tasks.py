"""My tasks, and finishing one from wherever it is shown."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import TASK
from stepmark.commands.access import not_found
from stepmark.commands.tasks import finish_task, reopen_task
from stepmark.platform.i18n import _
from stepmark.queries.task_lists import MOST_SHOWN, grouped, my_open_tasks, task_row
from stepmark.web.caller import Caller, Salesperson, Viewer
from stepmark.web.deal_parts import checklist_changed, checklist_context
from stepmark.web.forms import Form, text_of_form
from stepmark.web.record_parts import details_for
from stepmark.web.render import fragment, page, see_other
from stepmark.web.today_parts import deals_context

router = APIRouter()
DONE = "/tasks/{task_id:id}/done"


@router.get("/tasks")
def index(caller: Viewer) -> Response:
    """The reader's open tasks by due day."""
    with caller.reading() as session:
        rows = my_open_tasks(session, caller.actor)
    groups = grouped(rows, caller.actor.time_zone)
    return page(caller, "tasks/index.html", nav="tasks", groups=groups, is_cut=len(rows) == MOST_SHOWN)


@router.post(DONE)
def create(caller: Salesperson, task_id: int, form: Form) -> Response:
    """Finish the task; the last one under a step ticks it."""
    caller.run(finish_task, task_id)
    return _changed(caller, task_id, text_of_form(form, "where"))


@router.delete(DONE)
def delete(caller: Salesperson, task_id: int, form: Form) -> Response:
    """Open it again."""
    caller.run(reopen_task, task_id)
    return _changed(caller, task_id, text_of_form(form, "where"))


def _changed(caller: Caller, task_id: int, where: str) -> Response:
    """The task as it was shown: in a checklist ("deal"), a list, today's page, the panel of a record, or on its own."""
    with caller.reading() as session:
        details = details_for(session, caller, TASK, task_id)
        row = task_row(session, caller.actor, task_id, editable=details.editable)
    if row is None:
        raise not_found()
    deal_id = row.task.deal_id if row.deal else None
    said = _("Task finished.") if row.task.is_done else _("Task reopened.")
    if where == "deal" and deal_id is not None:
        return checklist_changed(caller, deal_id, said)
    if not caller.is_htmx or where not in ("list", "panel", "today"):
        return see_other(_page_of(deal_id, task_id, where), said, undo=caller.undo)
    context: dict[str, Any] = {"row": row, "where": where, "may_edit": row.editable, "toast_text": said}
    if where == "today":
        return fragment(caller, "today/finished.html", **context, **deals_context(caller))
    context |= checklist_context(caller, deal_id) if where == "panel" and deal_id is not None else {}
    return fragment(caller, "tasks/changed.html", **context)


def _page_of(deal_id: int | None, task_id: int, where: str) -> str:
    if where in ("list", "today"):
        return "/tasks" if where == "list" else "/today"
    return f"/deals/{deal_id}" if where == "panel" and deal_id is not None else f"/tasks/{task_id}"
