"""Change fields of the record, or of one that it links to."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.new_values import raw_values
from stepmark.automation.parameters import NewValues, Settings, Target
from stepmark.catalogue.kinds import Kind
from stepmark.commands.records import update_record
from stepmark.platform.i18n import Text, _


class SetFieldsSettings(Settings):
    """`values`: {field: new value}; a field that is not named is kept. `target`: which record's."""

    values: NewValues
    target: Target = ""


class SetFields(Action[SetFieldsSettings]):
    """All fields change at once, or none does."""

    key = "set_fields"
    label = _("Change fields")
    group = "data"
    Settings = SetFieldsSettings

    def sentence(self, settings: SetFieldsSettings, words: Any) -> Text:
        return _("change %(values)s", values=words.new_values(settings.target, settings.values))

    def run(self, settings: SetFieldsSettings, context: ActionContext) -> Outcome:
        linked = context.linked(settings.target)
        if linked is None:
            return Skipped(_("There is no such linked record."))
        kind, record = linked
        values = raw_values(context, kind, record, settings.values)
        update_record(context.work, kind, record.id, values)
        return Done()

    def reach(self, settings: SetFieldsSettings, kind: Kind) -> Collection[Reach]:
        return () if settings.target else (Reach(kind.name, fields=tuple(settings.values)),)
