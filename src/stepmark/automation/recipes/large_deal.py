"""A large deal is known to the superior."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, message
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="large_deal",
    name=_("A deal above an amount"),
    help=_("Once a day, tells the superior of the responsible person of each open deal that has come above an amount."),
    group="notices",
    when=[
        {"field": "status", "op": "equal", "value": "open"},
        {"field": "amount", "op": "greater", "value": Answer("amount")},
    ],
    do=[message(_("A large deal: {{ deal.title }}, {{ deal.amount }}"), "superior")],
    questions=(Question("amount", "amount", _("Above which amount"), "10000"),),
)
