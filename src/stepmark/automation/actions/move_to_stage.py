"""Move the deal to a stage. A stage trigger does nothing but this."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Settings, StageId
from stepmark.catalogue.kinds import SALE_NAMES, Kind
from stepmark.commands.deal_moves import move_deal, pull_deal
from stepmark.commands.stages import live_stage
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Stage
from stepmark.platform.i18n import Text, _


class MoveToStageSettings(Settings):
    """`allow_back`: whether it may go to a stage before the one that it is in."""

    stage_id: StageId
    allow_back: bool = False
    on_behalf: MemberId | None = None


class MoveToStage(Action[MoveToStageSettings]):
    """A rule obeys required steps as people do; a stage trigger skips them, and the deal says so."""

    key = "move_to_stage"
    label = _("Move to a stage")
    group = "deals"
    icon = "arrows-move"
    help = _("Open required steps hold the deal back; a stage trigger skips them, which its timeline shows.")
    kinds = SALE_NAMES
    Settings = MoveToStageSettings

    def sentence(self, settings: MoveToStageSettings, words: Any) -> Text:
        stage = words.stage(settings.stage_id)
        if settings.allow_back:
            return _("move it to the stage “%(stage)s”, also backwards", stage=stage)
        return _("move it to the stage “%(stage)s”", stage=stage)

    def run(self, settings: MoveToStageSettings, context: ActionContext) -> Outcome:
        work, deal = context.work, context.deal
        reason = _reason_to_stay(context, deal, live_stage(work, context.kind, settings.stage_id), settings)
        if reason is not None:
            return Skipped(reason)
        with context.on_behalf(settings.on_behalf):
            if context.rule.pulls:
                pull_deal(work, deal.id, settings.stage_id, context.rule.name)
            else:
                move_deal(work, deal.id, settings.stage_id)
        return Done()

    def reach(self, settings: MoveToStageSettings, kind: Kind) -> Collection[Reach]:
        return (Reach(kind.name, fields=("stage_id",), topics=(f"entered:{settings.stage_id}",)),)


def _reason_to_stay(context: ActionContext, deal: Sale, stage: Stage, settings: MoveToStageSettings) -> Text | None:
    if deal.stage_id == stage.id:
        return _("It is in this stage already.")
    if not deal.is_open:
        return _("The deal is closed.")
    if deal.process_id != stage.process_id:
        return _("The deal is in another process.") if context.rule.pulls else None
    here = context.work.session.get_one(Stage, deal.stage_id)
    if stage.position < here.position and not settings.allow_back:
        return _("It has come further than this stage, and going back is not allowed.")
    return None
