"""Somebody who has just asked is called soon."""

from stepmark.automation.recipes.base import Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="welcome_call",
    name=_("Welcome call for each new deal"),
    help=_("Whoever is responsible for a new deal gets a task to call the client within one working day."),
    group="tasks",
    trigger={"on": "created"},
    do=[task(_("Welcome call: {{ deal.title }}"), "call", amount=1, unit="working_days")],
)
