"""What was lost long ago leaves the lists."""

from stepmark.automation.recipes.base import Answer, Question, Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="old_lost_deals",
    name=_("Deals that were lost long ago"),
    help=_("Once a day, sends deals to the archive that were lost so many days ago. They can be restored from there."),
    group="data",
    when=[
        {"field": "status", "op": "equal", "value": "lost"},
        {"field": "closed_at", "op": "older_than", "value": Answer("days")},
    ],
    do=[{"do": "archive"}],
    questions=(Question("days", "days", _("Lost how many days ago"), "180"),),
)
