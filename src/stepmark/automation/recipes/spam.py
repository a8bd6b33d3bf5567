"""Spam does not come back."""

from stepmark.automation.recipes.base import Answer, Question, Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="spam",
    name=_("Spam does not come back"),
    help=_("When a deal comes into the stage for spam, its contact goes on the exceptions list, and both are deleted."),
    group="clients",
    trigger={"on": "stage_entered", "stage_id": Answer("stage")},
    do=[{"do": "add_to_exceptions"}],
    questions=(Question("stage", "stage", _("The stage for spam")),),
    stage=Answer("stage"),
)
