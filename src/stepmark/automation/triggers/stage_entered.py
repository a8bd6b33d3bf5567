"""A deal came into a stage."""

from collections.abc import Iterable
from typing import Any

from stepmark.automation.parameters import StageId
from stepmark.automation.triggers.base import Trigger, TriggerSettings
from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _


class StageSettings(TriggerSettings):
    """Which stage."""

    stage_id: StageId


class StageEntered(Trigger[StageSettings]):
    """Wakes whenever a deal enters the stage, at its creation too, and again at each return."""

    key = "stage_entered"
    label = _("enters a stage")
    group = "deals"
    icon = "arrows-move"
    help = _("Also when it is created there, and again at each return. Deals that are there already wake nothing.")
    kinds = SALE_NAMES
    Settings = StageSettings

    def topics(self, settings: StageSettings, conditions: Conditions) -> Iterable[str]:
        return (f"entered:{settings.stage_id}",)

    def sentence(self, settings: StageSettings, words: Any) -> Text:
        return _("enters the stage “%(stage)s”", stage=words.stage(settings.stage_id))
