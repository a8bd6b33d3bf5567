"""Launch the boat, an action that the product does not have: this file and its messages are all it takes."""

from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import Settings, TextTemplate
from stepmark.catalogue.kinds import kind_of
from stepmark.commands.records import update_record
from stepmark.platform.clock import today
from stepmark.platform.i18n import Text, _


class LaunchSettings(Settings):
    """`harbour` is where it lies from then on."""

    harbour: TextTemplate


class Launch(Action[LaunchSettings]):
    """Sets the day and the harbour."""

    key = "launch"
    label = _("Launch the boat")
    group = "data"
    kinds = ("boat",)
    Settings = LaunchSettings

    def sentence(self, settings: LaunchSettings, words: Any) -> Text:
        return _("launch it in %(place)s", place=words.text(settings.harbour))

    def run(self, settings: LaunchSettings, context: ActionContext) -> Outcome:
        values = {"harbour": context.line(settings.harbour), "launched_on": today("UTC").isoformat()}
        update_record(context.work, kind_of("boat"), context.record.id, values)
        return Done()
