"""An invoice that nobody has paid in time is asked about."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="overdue_invoice",
    name=_("Call about an overdue invoice"),
    help=_("Once a day, makes a task to call about each issued invoice whose payment is overdue by so many days."),
    group="payments",
    kind="invoice",
    when=[
        {"field": "status", "op": "equal", "value": "issued"},
        {"field": "due_on", "op": "older_than", "value": Answer("days")},
    ],
    do=[task(_("Ask for payment of {{ invoice.number }}: {{ invoice.gross }}"), "call", amount=1, unit="working_days")],
    questions=(Question("days", "days", _("Days overdue"), "3"),),
)
