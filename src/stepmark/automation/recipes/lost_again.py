"""What was lost once may be won later."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="lost_again",
    name=_("Try again after a lost deal"),
    help=_("When a deal is lost, a task to ask again is due some time later."),
    group="repeat",
    trigger={"on": "modified", "fields": ["status"], "to": "lost"},
    do=[task(_("Ask again: {{ deal.title }}"), "call", amount=Answer("days"), unit="days")],
    questions=(Question("days", "days", _("After how many days"), "90"),),
)
