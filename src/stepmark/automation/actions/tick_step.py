"""Tick a step of the deal."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import LongTextTemplate, MemberId, Settings, StepId, TextTemplate
from stepmark.catalogue.kinds import SALE_NAMES, Kind
from stepmark.commands.checklist import live_tick
from stepmark.commands.ticks import tick_step
from stepmark.platform.i18n import Text, _


class TickStepSettings(Settings):
    """`value` fills the field that the step is bound to, where it is empty; `note` is for a step that needs one."""

    step_id: StepId
    value: TextTemplate = ""
    note: LongTextTemplate = ""
    on_behalf: MemberId | None = None


class TickStep(Action[TickStepSettings]):
    """A step that is bound to a field is ticked only with the field filled, whoever ticks it (I1)."""

    key = "tick_step"
    label = _("Tick a step")
    group = "deals"
    icon = "check"
    help = _("A step bound to a field is ticked only with the field filled; a step may need a note as well.")
    kinds = SALE_NAMES
    Settings = TickStepSettings

    def sentence(self, settings: TickStepSettings, words: Any) -> Text:
        return _("tick the step “%(step)s”", step=words.step(settings.step_id))

    def run(self, settings: TickStepSettings, context: ActionContext) -> Outcome:
        work, deal = context.work, context.deal
        if live_tick(work, deal, settings.step_id) is not None:
            return Skipped(_("The step is ticked already."))
        note, value = context.text(settings.note), context.text(settings.value)
        with context.on_behalf(settings.on_behalf):
            tick_step(work, deal.id, context.step(settings.step_id), note, value)
        return Done()

    def reach(self, settings: TickStepSettings, kind: Kind) -> Collection[Reach]:
        return (Reach(kind.name, topics=("step.ticked", f"step.ticked:{settings.step_id}")),)
