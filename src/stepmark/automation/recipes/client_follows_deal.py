"""One client has one person to talk to."""

from stepmark.automation.recipes.base import Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="client_follows_deal",
    name=_("The client goes along with the deal"),
    help=_("When somebody else becomes responsible for a deal, they take over its contact and its company as well."),
    group="people",
    trigger={"on": "modified", "fields": ["responsible_id"]},
    when=[{"field": "responsible_id", "op": "filled"}],
    do=[
        {"do": "assign_responsible", "settings": {"target": target, "to": {"who": "current"}}, "on_failure": "go_on"}
        for target in ("contact", "company")
    ],
)
