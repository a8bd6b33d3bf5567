"""Change fields of the record, or of those that it is linked with."""

from collections.abc import Collection, Sequence
from typing import Any

from stepmark.automation.actions.base import Action, Outcome, Reach
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import reached, set_values
from stepmark.automation.new_values import fixed_values
from stepmark.automation.parameters import MemberId, NewValues, Settings, Targets
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.commands.common_change import common_change
from stepmark.platform.i18n import Text, _


class SetFieldsSettings(Settings):
    """`values`: {field: new value}; a field that is not named is kept. `target`: which record's."""

    target: Targets = ""
    values: NewValues
    on_behalf: MemberId | None = None


class SetFields(Action[SetFieldsSettings]):
    """All fields change at once, or none does."""

    key = "set_fields"
    label = _("Change fields")
    group = "data"
    icon = "pencil"
    help = _("Of the record, its contact or its company: to a value, a copy or a text. Fields not named here are kept.")
    Settings = SetFieldsSettings

    def sentence(self, settings: SetFieldsSettings, words: Any) -> Text:
        return _("change %(values)s", values=words.new_values(settings.target, settings.values))

    def run(self, settings: SetFieldsSettings, context: ActionContext) -> Outcome:
        return set_values(context, settings.target, settings.values, settings.on_behalf)

    def run_many(self, settings: SetFieldsSettings, contexts: Sequence[ActionContext]) -> bool:
        raw = fixed_values(settings.values)
        if settings.target or settings.on_behalf is not None or raw is None:
            return False
        first, records = contexts[0], [context.record for context in contexts]
        with first.acting():
            change = common_change(first.work, first.kind, records, raw)
        if change is None:
            return False
        for context in contexts:
            with context.acting():
                change.apply(context.record)
        return True

    def reach(self, settings: SetFieldsSettings, kind: Kind) -> Collection[Reach]:
        return reached(kind, settings.target, settings.values)

    def check(self, settings: SetFieldsSettings, check: SettingsCheck) -> None:
        if way := check.way("target", settings.target):
            check.values("values", way.end, settings.values)
