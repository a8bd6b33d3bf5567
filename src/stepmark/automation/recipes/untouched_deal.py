"""A new deal is not left lying."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, message
from stepmark.platform.i18n import _

_TELL = message(_("Nobody has been in touch about “{{ deal.title }}” since it was created."), "current", "superior")

RECIPE = Recipe(
    key="untouched_deal",
    name=_("A new deal that nobody has touched"),
    help=_("Some days after a deal was created, tells the responsible person and their superior if there was no call, "
           "meeting, mail or note yet."),
    group="notices",
    trigger={"on": "created"},
    do=[
        {"do": "wait", "settings": {"duration": {"amount": Answer("days"), "unit": "working_days"}}},
        {
            **_TELL,
            "if": {
                "all": [
                    {"field": "last_contact_at", "op": "empty"},
                    {"field": "status", "op": "equal", "value": "open"},
                ]
            },
        },
    ],
    questions=(Question("days", "days", _("After how many working days"), "2"),),
)  # fmt: skip
