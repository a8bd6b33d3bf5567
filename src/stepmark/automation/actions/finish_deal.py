"""Win or lose the deal."""

from collections.abc import Collection
from typing import Any, Literal

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Settings, TextTemplate
from stepmark.catalogue.kinds import Kind
from stepmark.commands.deal_moves import REASON_LIMIT, close_deal
from stepmark.platform.i18n import Text, _


class FinishDealSettings(Settings):
    """`result`: how it ends; `reason`: why, as the deal keeps it."""

    result: Literal["won", "lost"] = "won"
    reason: TextTemplate = ""
    on_behalf: MemberId | None = None


class FinishDeal(Action[FinishDealSettings]):
    """Winning asks for required steps, as it does of people (I13)."""

    key = "finish_deal"
    label = _("Finish the deal")
    group = "deals"
    icon = "flag"
    help = _("Open required steps hold back winning. A deal that is closed already stays as it is.")
    kinds = ("deal",)
    Settings = FinishDealSettings

    def sentence(self, settings: FinishDealSettings, words: Any) -> Text:
        return _("mark it as won") if settings.result == "won" else _("mark it as lost")

    def run(self, settings: FinishDealSettings, context: ActionContext) -> Outcome:
        deal = context.deal
        if not deal.is_open:
            return Skipped(_("It is closed already."))
        reason = context.line(settings.reason, REASON_LIMIT)
        with context.on_behalf(settings.on_behalf):
            close_deal(context.work, deal.id, settings.result, reason)
        return Done()

    def reach(self, settings: FinishDealSettings, kind: Kind) -> Collection[Reach]:
        return (Reach(kind.name, fields=("status", "closed_at", "close_reason")),)
