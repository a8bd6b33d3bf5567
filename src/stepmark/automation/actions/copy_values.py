"""Copy values of the record to records that it is linked with."""

from collections.abc import Collection
from typing import Annotated, Any

from pydantic import Field

from stepmark.automation.actions.base import Action, Outcome, Reach
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import reached, set_values
from stepmark.automation.parameters import MemberId, NewValues, Settings, Targets
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.tree import at
from stepmark.platform.i18n import Text, _


class CopyValuesSettings(Settings):
    """`values`: {field of theirs: {"copy": field of the record at hand, or beyond its links}}. `target`: of which."""

    target: Annotated[Targets, Field(min_length=1)]
    values: Annotated[NewValues, Field(min_length=1)]
    on_behalf: MemberId | None = None


class CopyValues(Action[CopyValuesSettings]):
    """All fields of a record change at once, or none does. Empty values are copied too, but never to a name."""

    key = "copy_values"
    label = _("Copy values to linked records")
    group = "data"
    icon = "arrows-exchange"
    help = _("Of several linked deals, those that are open; of tasks, those that are not done.")
    Settings = CopyValuesSettings

    def sentence(self, settings: CopyValuesSettings, words: Any) -> Text:
        return _("change %(values)s", values=words.new_values(settings.target, settings.values))

    def run(self, settings: CopyValuesSettings, context: ActionContext) -> Outcome:
        return set_values(context, settings.target, settings.values, settings.on_behalf)

    def reach(self, settings: CopyValuesSettings, kind: Kind) -> Collection[Reach]:
        return reached(kind, settings.target, settings.values)

    def check(self, settings: CopyValuesSettings, check: SettingsCheck) -> None:
        if way := check.way("target", settings.target):
            check.values("values", way.end, settings.values)
        for key, raw in settings.values.items():
            if not isinstance(raw, dict) or raw.get("copy") is None:
                check.fault(at("values", key), _("Choose the field that is copied."))
