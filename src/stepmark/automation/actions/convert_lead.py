"""Convert the lead."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, NewDealStage, Settings
from stepmark.catalogue.kinds import Kind
from stepmark.commands.conversion import convert_lead
from stepmark.platform.i18n import Text, _


class ConvertLeadSettings(Settings):
    """Without a stage the deal begins in the first one."""

    stage_id: NewDealStage | None = None
    on_behalf: MemberId | None = None


class ConvertLead(Action[ConvertLeadSettings]):
    """The client is found by its name, e-mails and phones, or made, as the form proposes it to people."""

    key = "convert_lead"
    label = _("Convert the lead")
    group = "deals"
    icon = "arrows-exchange"
    help = _("Makes a deal of it, with its company and contact, products and people, and marks the lead as won.")
    kinds = ("lead",)
    Settings = ConvertLeadSettings

    def sentence(self, settings: ConvertLeadSettings, words: Any) -> Text:
        if settings.stage_id is None:
            return _("convert the lead into a deal")
        return _("convert the lead into a deal in the stage “%(stage)s”", stage=words.stage(settings.stage_id))

    def run(self, settings: ConvertLeadSettings, context: ActionContext) -> Outcome:
        if not context.deal.is_open:
            return Skipped(_("The lead is closed already."))
        with context.on_behalf(settings.on_behalf):
            convert_lead(context.work, context.deal.id, {"stage_id": settings.stage_id})
        return Done()

    def reach(self, settings: ConvertLeadSettings, kind: Kind) -> Collection[Reach]:
        made = tuple(Reach(each, topics=("created",)) for each in ("deal", "company", "contact"))
        return (
            *made,
            Reach("lead", fields=("status", "closed_at", "company_id", "contact_id"), topics=("lead.converted",)),
        )
