"""A large order makes a client important."""

from stepmark.automation.recipes.base import Answer, Question, Recipe
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="vip_client",
    name=_("A large order makes a VIP client"),
    help=_("When a deal above an amount is won, the type of its company becomes “VIP client”."),
    group="clients",
    trigger={"on": "modified", "fields": ["status"], "to": "won"},
    when=[{"field": "amount", "op": "greater", "value": Answer("amount")}],
    do=[{"do": "set_fields", "settings": {"target": "company", "values": {"type": _("VIP client")}}}],
    questions=(Question("amount", "amount", _("Above which amount"), "10000"),),
)
