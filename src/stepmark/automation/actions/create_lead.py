"""Create a lead."""

from collections.abc import Collection
from typing import Any

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.new_sale import NewSaleSettings, new_sale, sentence_of_new
from stepmark.automation.parameters import NewLeadStage, NewLeadValues
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import LEAD, Kind
from stepmark.commands.leads import create_lead, who_is_barred
from stepmark.platform.i18n import Text, _


class CreateLeadSettings(NewSaleSettings):
    """`values`: source, e-mails and any other field of the new lead. Without a stage it begins in the first one."""

    stage_id: NewLeadStage | None = None
    values: NewLeadValues = Field(default_factory=dict)


class CreateLead(Action[CreateLeadSettings]):
    """None is made of somebody on the exceptions list, which the trace says."""

    key = "create_lead"
    label = _("Create a lead")
    group = "deals"
    icon = "inbox"
    help = _("With a title, a stage, people and any fields; not of somebody on the exceptions list.")
    Settings = CreateLeadSettings

    def sentence(self, settings: CreateLeadSettings, words: Any) -> Text:
        plain = _("create the lead “%(title)s” for %(who)s")
        placed = _("create the lead “%(title)s” for %(who)s in the stage “%(stage)s”")
        return sentence_of_new(settings, words, settings.stage_id, plain, placed)

    def run(self, settings: CreateLeadSettings, context: ActionContext) -> Outcome:
        if context.kind is LEAD and context.made_by_this_rule:
            return Skipped(_("This rule has made this lead itself, and makes no further one from it."))
        title = context.line(settings.title)
        if not title:
            return Skipped(_("The lead would have no title."))
        values = {"title": title, **new_sale(settings, context, LEAD, self.key, settings.stage_id, settings.values)}
        if barred := who_is_barred(context.work, values):
            return Skipped(_("“%(what)s” is on the exceptions list.", what=barred.text))
        with context.on_behalf(settings.on_behalf):
            create_lead(context.work, values)
        return Done()

    def reach(self, settings: CreateLeadSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("lead", topics=("created",)),)

    def check(self, settings: CreateLeadSettings, check: SettingsCheck) -> None:
        check.values("values", LEAD, settings.values)
