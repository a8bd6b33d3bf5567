"""Send the record, or those that it is linked with, to the archive."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import each_target, reached
from stepmark.automation.parameters import MemberId, Settings, Targets
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.commands.archive import archive_record
from stepmark.domain.record import Record
from stepmark.platform.i18n import Text, _


class ArchiveSettings(Settings):
    """`target`: which records go."""

    target: Targets = ""
    on_behalf: MemberId | None = None


class Archive(Action[ArchiveSettings]):
    """Nothing is lost by it: an archived record is found, linked to and restored as it was."""

    key = "archive"
    label = _("Send to archive")
    group = "data"
    icon = "archive"
    help = _("It leaves lists, board and periodic rules, and can be restored. What is in the archive already stays so.")
    Settings = ArchiveSettings

    def sentence(self, settings: ArchiveSettings, words: Any) -> Text:
        if not settings.target:
            return _("send it to the archive")
        return _("send to the archive: %(target)s", target=words.target(settings.target))

    def run(self, settings: ArchiveSettings, context: ActionContext) -> Outcome:
        before = len(context.work.events)

        def change(kind: Kind, record: Record) -> None:
            archive_record(context.work, kind, record.id)

        with context.on_behalf(settings.on_behalf):
            outcome = each_target(context, settings.target, change)
        if isinstance(outcome, Done) and not context.memory and len(context.work.events) == before:
            return Skipped(_("It is in the archive already."))
        return outcome

    def reach(self, settings: ArchiveSettings, kind: Kind) -> Collection[Reach]:
        return reached(kind, settings.target, ("archived_at",))

    def check(self, settings: ArchiveSettings, check: SettingsCheck) -> None:
        way = check.way("target", settings.target)
        if way and not way.end.archivable:
            check.fault("target", _("There is no archive for %(kind)s. Choose others.", kind=way.end.label_plural))
