"""Wait, for a time or until a date of the record."""

from datetime import datetime
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Parked, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import Duration, FieldPath, Settings
from stepmark.automation.settings_check import SettingsCheck
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _


class WaitSettings(Settings):
    """`duration` from now; with `until`, a date field, so long after that date, or at it."""

    duration: Duration | None = None
    until: FieldPath | None = None


class Wait(Action[WaitSettings]):
    """The actions after it go on then, in this version of the rule. A date that has moved meanwhile is waited for."""

    key = "wait"
    label = _("Wait")
    group = "flow"
    icon = "hourglass"
    help = _("For some time, until a date of the record, or for some time after that. What follows goes on then.")
    Settings = WaitSettings

    def sentence(self, settings: WaitSettings, words: Any) -> Text:
        if settings.until is None:
            return _("wait %(time)s", time=words.duration(settings.duration or Duration(amount=0)))
        date = words.field(settings.until)
        if settings.duration is None:
            return _("wait until %(date)s", date=date)
        return _("wait until %(time)s after %(date)s", time=words.duration(settings.duration), date=date)

    def run(self, settings: WaitSettings, context: ActionContext) -> Outcome:
        until = _until(settings, context)
        if until is None:
            return Skipped(_("The date to be waited for is empty."))
        if until <= now():
            return Done()
        return Parked(until, {"until": until.isoformat()})

    def check(self, settings: WaitSettings, check: SettingsCheck) -> None:
        if settings.duration is None and settings.until is None:
            check.fault("duration", _("Say for how long, or until which date."))
        if settings.until is not None:
            check.date("until", settings.until)


def _until(settings: WaitSettings, context: ActionContext) -> datetime | None:
    duration = settings.duration or Duration(amount=0)
    if settings.until is not None:
        start = context.moment(settings.until)
        return context.after(start, duration) if start else None
    if "until" in context.memory:
        return datetime.fromisoformat(context.memory["until"])
    return context.after(now(), duration)
