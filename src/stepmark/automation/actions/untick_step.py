"""Reopen a step of the deal."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Settings, StepId
from stepmark.catalogue.kinds import SALE_NAMES, Kind
from stepmark.commands.checklist import live_tick
from stepmark.commands.ticks import untick_step
from stepmark.platform.i18n import Text, _


class UntickStepSettings(Settings):
    """Which step."""

    step_id: StepId
    on_behalf: MemberId | None = None


class UntickStep(Action[UntickStepSettings]):
    """It stays open until its field is filled or its tasks are finished anew, as after a hand's untick."""

    key = "untick_step"
    label = _("Reopen a step")
    group = "deals"
    icon = "arrow-back-up"
    help = _("It stays open until it is ticked again, its field is filled or its tasks are finished anew.")
    kinds = SALE_NAMES
    Settings = UntickStepSettings

    def sentence(self, settings: UntickStepSettings, words: Any) -> Text:
        return _("reopen the step “%(step)s”", step=words.step(settings.step_id))

    def run(self, settings: UntickStepSettings, context: ActionContext) -> Outcome:
        work, deal = context.work, context.deal
        if live_tick(work, deal, context.step(settings.step_id)) is None:
            return Skipped(_("The step is open already."))
        with context.on_behalf(settings.on_behalf):
            untick_step(work, deal.id, settings.step_id)
        return Done()

    def reach(self, settings: UntickStepSettings, kind: Kind) -> Collection[Reach]:
        return (Reach(kind.name, topics=("step.unticked", f"step.unticked:{settings.step_id}")),)
