"""The chief takes large deals, and the client along with them."""

from stepmark.automation.recipes.base import Answer, Question, Recipe
from stepmark.platform.i18n import _

_CHIEF = {"who": "member", "member_id": Answer("member")}

RECIPE = Recipe(
    key="chief_takes_over",
    name=_("The chief takes large deals"),
    help=_("When a deal above an amount comes into a stage, one person becomes responsible for it and its contact."),
    group="people",
    trigger={"on": "stage_entered", "stage_id": Answer("stage")},
    when=[{"field": "amount", "op": "greater", "value": Answer("amount")}],
    do=[
        {"do": "assign_responsible", "settings": {"to": _CHIEF}},
        {"do": "assign_responsible", "settings": {"to": _CHIEF, "target": "contact"}},
    ],
    questions=(
        Question("stage", "stage", _("In which stage")),
        Question("amount", "amount", _("Above which amount"), "10000"),
        Question("member", "member", _("Who takes over")),
    ),
    stage=Answer("stage"),
)
