"""Make somebody responsible for the record, or for one that it links to."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import NO_RECORD, reached
from stepmark.automation.parameters import MemberId, Responsible, Settings, Target
from stepmark.automation.people import resolve
from stepmark.catalogue.kinds import Kind
from stepmark.commands.records import update_record
from stepmark.platform.i18n import Text, _


class AssignResponsibleSettings(Settings):
    """`to`: who; `target`: for which record."""

    to: Responsible = Responsible()
    target: Target = ""
    on_behalf: MemberId | None = None


class AssignResponsible(Action[AssignResponsibleSettings]):
    """Where nobody is found, the record is left to nobody, and the rule's owner is told."""

    key = "assign_responsible"
    label = _("Assign the responsible person")
    group = "people"
    icon = "user-check"
    help = _("One person, or several in turn. Where nobody is found, it is left to nobody, and the rule's owner told.")
    Settings = AssignResponsibleSettings

    def sentence(self, settings: AssignResponsibleSettings, words: Any) -> Text:
        who = words.responsible(settings.to)
        if not settings.target:
            return _("assign it to %(who)s", who=who)
        return _("assign %(target)s to %(who)s", who=who, target=words.target(settings.target))

    def run(self, settings: AssignResponsibleSettings, context: ActionContext) -> Outcome:
        linked = context.linked(settings.target)
        if linked is None:
            return Skipped(NO_RECORD)
        kind, record = linked
        values = {"responsible_id": resolve(context, settings.to, self.key)}
        with context.on_behalf(settings.on_behalf):
            update_record(context.work, kind, record.id, values)
        return Done()

    def reach(self, settings: AssignResponsibleSettings, kind: Kind) -> Collection[Reach]:
        return reached(kind, settings.target, ("responsible_id",))
