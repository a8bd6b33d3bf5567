"""Whoever is content knows others."""

from stepmark.automation.recipes.base import Answer, Question, Recipe, task
from stepmark.platform.i18n import _

RECIPE = Recipe(
    key="won_referral",
    name=_("Ask a new client for a referral"),
    help=_("Some time after a deal was won, a task to ask whether the client is content and knows others."),
    group="repeat",
    trigger={"on": "modified", "fields": ["status"], "to": "won"},
    do=[task(_("Ask for a referral: {{ deal.title }}"), "call", amount=Answer("days"), unit="days")],
    questions=(Question("days", "days", _("After how many days"), "30"),),
)
