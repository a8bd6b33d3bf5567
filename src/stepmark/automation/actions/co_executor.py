"""Let somebody work on the record beside the responsible person, or no longer."""

from collections.abc import Collection
from typing import Any, Literal

from stepmark.automation.actions.base import Action, Done, Outcome, Parked, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import each_target, reached
from stepmark.automation.parameters import MemberId, Responsible, Settings, Targets
from stepmark.automation.people import resolve
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.commands.co_executors import CO_EXECUTORS, co_executors_of
from stepmark.commands.records import update_record
from stepmark.domain.record import Record
from stepmark.platform.i18n import Text, _

_NONE_HERE = _("Such records have no co-executors.")


class CoExecutorSettings(Settings):
    """`to`: who; `change`: whether they are added or removed; `target`: on which records."""

    change: Literal["add", "remove"] = "add"
    to: Responsible = Responsible()
    target: Targets = ""
    on_behalf: MemberId | None = None


class CoExecutorAction(Action[CoExecutorSettings]):
    """Who is one already, or is none, stays so, and the trace says it."""

    key = "co_executor"
    label = _("Add or remove a co-executor")
    group = "people"
    icon = "users-group"
    help = _("Co-executors see a deal, a company or a contact and may edit it, whoever is responsible.")
    Settings = CoExecutorSettings

    def sentence(self, settings: CoExecutorSettings, words: Any) -> Text:
        who, target = words.responsible(settings.to), words.target(settings.target) if settings.target else ""
        if settings.change == "remove":
            if not target:
                return _("remove %(who)s from its co-executors", who=who)
            return _("remove %(who)s from the co-executors of %(target)s", who=who, target=target)
        if not target:
            return _("make %(who)s its co-executor", who=who)
        return _("make %(who)s a co-executor of %(target)s", who=who, target=target)

    def run(self, settings: CoExecutorSettings, context: ActionContext) -> Outcome:
        if not context.way(settings.target).end.shared:
            return Skipped(_NONE_HERE)
        who = context.memory.get("who") or resolve(context, settings.to, self.key)
        if who is None:
            return Skipped(_("Nobody was found."))
        changed: list[int] = []

        def change(kind: Kind, record: Record) -> None:
            if _change(context, kind, record, who, add=settings.change == "add"):
                changed.append(record.id)

        with context.on_behalf(settings.on_behalf):
            outcome = each_target(context, settings.target, change)
        if isinstance(outcome, Parked):
            return Parked(outcome.until, {**outcome.memory, "who": who})
        return Skipped(_unchanged(settings)) if isinstance(outcome, Done) and not changed else outcome

    def reach(self, settings: CoExecutorSettings, kind: Kind) -> Collection[Reach]:
        return reached(kind, settings.target, (CO_EXECUTORS,))

    def check(self, settings: CoExecutorSettings, check: SettingsCheck) -> None:
        way = check.way("target", settings.target)
        if way is not None and not way.end.shared:
            check.fault("target", _NONE_HERE)


def _change(context: ActionContext, kind: Kind, record: Record, who: int, *, add: bool) -> bool:
    """Returns whether there was anything to do."""
    present = co_executors_of(context.work, record)
    if add is (who in present):
        return False
    wanted = [*present, who] if add else [each for each in present if each != who]
    update_record(context.work, kind, record.id, {CO_EXECUTORS: wanted})
    return True


def _unchanged(settings: CoExecutorSettings) -> Text:
    if settings.change == "add":
        return _("This person is a co-executor already.")
    return _("This person is no co-executor.")
