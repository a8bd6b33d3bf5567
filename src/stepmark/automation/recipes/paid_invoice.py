"""Whoever has paid is served."""

from stepmark.automation.recipes.base import Answer, Question, Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="paid_invoice",
    name=_("A paid invoice moves its deal"),
    help=_("When an invoice of a deal is paid, the deal comes into the stage that you choose, never backwards."),
    group="payments",
    trigger={"on": "invoice_paid"},
    do=[{"do": "move_to_stage", "settings": {"stage_id": Answer("stage")}}],
    questions=(Question("stage", "stage", _("The stage for deals that are paid")),),
    stage=Answer("stage"),
    pulls=True,
)
