"""A next step that is overdue comes back to mind."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, message
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="late_task",
    name=_("An overdue task"),
    help=_("Once a day, reminds the responsible person of tasks that are overdue for so long, and tells the superior."),
    group="notices",
    kind="task",
    when=[
        {"field": "done_at", "op": "empty"},
        {"field": "due_at", "op": "older_than", "value": Answer("days")},
    ],
    do=[message(_("The task “{{ task.title }}” was due on {{ task.due_at }}."), "current", "superior")],
    questions=(Question("days", "days", _("Days overdue"), "1"),),
)
