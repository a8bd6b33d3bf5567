"""What is lost teaches something, if somebody writes it down."""

from stepmark.automation.recipes.base import Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="lost_reason",
    name=_("Ask why a deal was lost"),
    help=_("When a deal is lost without a reason, whoever is responsible gets a task to ask and to note it."),
    group="tasks",
    trigger={"on": "modified", "fields": ["status"], "to": "lost"},
    when=[{"field": "close_reason", "op": "empty"}],
    do=[task(_("Note why it was lost: {{ deal.title }}"), amount=1, unit="working_days")],
)
