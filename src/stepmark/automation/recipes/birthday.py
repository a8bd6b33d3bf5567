"""Birthdays are not forgotten."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="birthday",
    name=_("A contact's birthday"),
    help=_("On the day when a date of a contact comes round, makes a task to congratulate."),
    group="clients",
    kind="contact",
    when=[{"field": Answer("date"), "op": "anniversary", "value": 0}],
    do=[task(_("Congratulate {{ contact.name }}"), "call", amount=0, unit="days")],
    questions=(Question("date", "date", _("The field with the birthday")),),
)
