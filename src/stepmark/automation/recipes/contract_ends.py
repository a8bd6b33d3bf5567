"""A contract is renewed before it ends."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="contract_ends",
    name=_("A contract that ends soon"),
    help=_("So many days before a date of a won deal, such as the end of its contract, makes a task to renew it."),
    group="repeat",
    when=[
        {"field": "status", "op": "equal", "value": "won"},
        {"field": Answer("date"), "op": "days_before", "value": Answer("days")},
    ],
    do=[task(_("Renew the contract: {{ deal.title }}"), "meeting", amount=5, unit="working_days")],
    questions=(
        Question("date", "date", _("The field with the date")),
        Question("days", "days", _("How many days before"), "60"),
    ),
)
