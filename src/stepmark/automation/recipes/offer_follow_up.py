"""An offer that was sent is asked about."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="offer_follow_up",
    name=_("Follow up on an offer"),
    help=_("When a deal comes into the stage of the offer, a task to ask about it is due some working days later."),
    group="tasks",
    trigger={"on": "stage_entered", "stage_id": Answer("stage")},
    do=[task(_("Ask about the offer: {{ deal.title }}"), "call", amount=Answer("days"), unit="working_days")],
    questions=(
        Question("stage", "stage", _("The stage in which the offer is out")),
        Question("days", "days", _("After how many working days"), "3"),
    ),
    stage=Answer("stage"),
)
