"""A step was reopened."""

from collections.abc import Iterable
from typing import Any

from stepmark.automation.triggers.base import Trigger
from stepmark.automation.triggers.steps import StepSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _


class StepUnticked(Trigger[StepSettings]):
    """Wakes when a tick ends, whoever or whatever ended it."""

    key = "step_unticked"
    label = _("has a step reopened")
    group = "deals"
    icon = "arrow-back-up"
    help = _("Whoever or whatever reopened it: a certain step, or any.")
    kinds = SALE_NAMES
    Settings = StepSettings

    def topics(self, settings: StepSettings, conditions: Conditions) -> Iterable[str]:
        return (settings.topic("step.unticked"),)

    def sentence(self, settings: StepSettings, words: Any) -> Text:
        if settings.step_id is None:
            return self.label
        return _("has the step “%(step)s” reopened", step=words.step(settings.step_id))
