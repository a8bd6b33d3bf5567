"""A client who was not heard of for long is called."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="silent_customer",
    name=_("A customer who was not heard of for long"),
    help=_("Once a day, makes a task to call each company without a contact for so long."),
    group="repeat",
    kind="company",
    when=[{"field": "last_contact_at", "op": "older_than", "value": Answer("days")}],
    do=[task(_("Get in touch again: {{ company.name }}"), "call", amount=2, unit="working_days")],
    questions=(Question("days", "days", _("Days without contact"), "90"),),
)
