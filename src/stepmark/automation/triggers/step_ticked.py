"""A step was ticked, by hand, by its field, by its tasks or by a rule."""

from collections.abc import Iterable
from typing import Any

from stepmark.automation.triggers.base import Trigger
from stepmark.automation.triggers.steps import StepSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _


class StepTicked(Trigger[StepSettings]):
    """Wakes at a tick, whoever or whatever made it."""

    key = "step_ticked"
    label = _("has a step ticked")
    group = "deals"
    icon = "check"
    help = _("By hand, by its field, by its tasks or by a rule: a certain step, or any.")
    kinds = SALE_NAMES
    Settings = StepSettings

    def topics(self, settings: StepSettings, conditions: Conditions) -> Iterable[str]:
        return (settings.topic("step.ticked"),)

    def sentence(self, settings: StepSettings, words: Any) -> Text:
        if settings.step_id is None:
            return self.label
        return _("has the step “%(step)s” ticked", step=words.step(settings.step_id))
