"""Whoever has bought is a client."""

from stepmark.automation.recipes.base import Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="won_client",
    name=_("A company that buys becomes a client"),
    help=_("When a deal is won, the status of its company becomes “Client”."),
    group="clients",
    trigger={"on": "modified", "fields": ["status"], "to": "won"},
    do=[{"do": "set_fields", "settings": {"target": "company", "values": {"status": _("Client")}}}],
)
