"""Create a deal."""

from collections.abc import Collection
from typing import Any

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.new_sale import NewSaleSettings, new_sale, sentence_of_new
from stepmark.automation.parameters import NewDealStage, NewDealValues
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import DEAL, Kind
from stepmark.commands.deals import create_deal
from stepmark.platform.i18n import Text, _


class CreateDealSettings(NewSaleSettings):
    """`values`: amount, source and any other field of the new deal. Without a stage it begins in the first one."""

    stage_id: NewDealStage | None = None
    values: NewDealValues = Field(default_factory=dict)


class CreateDeal(Action[CreateDealSettings]):
    """Where the record at hand leads to no client, the deal is made all the same, and the trace says so."""

    key = "create_deal"
    label = _("Create a deal")
    group = "deals"
    help = _("With a title, a stage, people and any fields, linked with the record's company and contact if possible.")
    Settings = CreateDealSettings

    def sentence(self, settings: CreateDealSettings, words: Any) -> Text:
        plain = _("create the deal “%(title)s” for %(who)s")
        placed = _("create the deal “%(title)s” for %(who)s in the stage “%(stage)s”")
        return sentence_of_new(settings, words, settings.stage_id, plain, placed)

    def run(self, settings: CreateDealSettings, context: ActionContext) -> Outcome:
        if context.kind is DEAL and context.made_by_this_rule:
            return Skipped(_("This rule has made this deal itself, and makes no further one from it."))
        title = context.line(settings.title)
        if not title:
            return Skipped(_("The deal would have no title."))
        values = new_sale(settings, context, DEAL, self.key, settings.stage_id, settings.values)
        with context.on_behalf(settings.on_behalf):
            create_deal(context.work, {"title": title, **values})
        return Done()

    def reach(self, settings: CreateDealSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("deal", topics=("created",)),)

    def check(self, settings: CreateDealSettings, check: SettingsCheck) -> None:
        check.values("values", DEAL, settings.values)
