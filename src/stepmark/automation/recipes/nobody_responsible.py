"""A deal that belongs to nobody goes to the next in turn."""

from stepmark.automation.recipes.base import Answer, Question, Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="nobody_responsible",
    name=_("A deal without a responsible person"),
    help=_("Once a day, gives open deals for which nobody is responsible to the members of a group, in turn."),
    group="people",
    when=[
        {"field": "status", "op": "equal", "value": "open"},
        {"field": "responsible_id", "op": "empty"},
    ],
    do=[{"do": "assign_responsible", "settings": {"to": {"who": "group", "group_id": Answer("group")}}}],
    questions=(Question("group", "group", _("Whose turn it is: the members of")),),
)
