"""A deal without any contact for long is shown to the superior."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, message
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="idle_deal",
    name=_("A deal without contact for long"),
    help=_("Once a day, tells the responsible person and their superior of open deals without a contact for so long."),
    group="notices",
    when=[
        {"field": "status", "op": "equal", "value": "open"},
        {"field": "last_contact_at", "op": "older_than", "value": Answer("days")},
    ],
    do=[
        message(
            _("The last contact about “{{ deal.title }}” was on {{ deal.last_contact_at }}."), "current", "superior"
        )
    ],
    questions=(Question("days", "days", _("Days without contact"), "14"),),
)
