"""A record's values changed."""

from collections.abc import Collection, Iterable
from typing import Annotated, Any

from pydantic import Field

from stepmark.automation.parameters import FieldKey, Widget
from stepmark.automation.triggers.base import Trigger, TriggerSettings, Woken
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _


class ModifiedSettings(TriggerSettings):
    """`fields` to watch; with exactly one, also from which value to which (JSON values as the API gives them).

    Without fields the rule watches what its conditions read, and fires when they become true, unless
    `every_change` is set.
    """

    fields: Annotated[tuple[FieldKey, ...], Field(title="", max_length=20)] = ()
    before: Annotated[Any, Widget("value")] = Field(default=None, alias="from")
    after: Annotated[Any, Widget("value")] = Field(default=None, alias="to")
    every_change: bool = False


class Modified(Trigger[ModifiedSettings]):
    """Wakes at each change of a watched field."""

    key = "modified"
    label = _("is modified")
    group = "data"
    icon = "pencil"
    help = _("With fields to watch: at each real change of one of them. Without: when the conditions become true.")
    Settings = ModifiedSettings

    def topics(self, settings: ModifiedSettings, conditions: Conditions) -> Iterable[str]:
        watched = settings.fields or self._read(settings, conditions)
        return [f"field:{key}" for key in watched] or ("modified",)

    def wakes(self, settings: ModifiedSettings, woken: Woken) -> bool:
        before, after = woken.change.values[settings.fields[0]]
        return _is(settings.before, before) and _is(settings.after, after)

    def is_picky(self, settings: ModifiedSettings) -> bool:
        return len(settings.fields) == 1 and (settings.before is not None or settings.after is not None)

    def asks_whether_it_became_true(self, settings: ModifiedSettings) -> bool:
        return not settings.fields and not settings.every_change

    def watched(self, settings: ModifiedSettings) -> Collection[str]:
        return settings.fields

    def sentence(self, settings: ModifiedSettings, words: Any) -> Text:
        if not settings.fields:
            return self.label
        names = ", ".join(str(_("“%(name)s”", name=words.field(key))) for key in settings.fields)
        if len(settings.fields) == 1 and (settings.before is not None or settings.after is not None):
            return _change_words(names, settings, words)
        return _("has a change in %(fields)s", fields=names)

    def _read(self, settings: ModifiedSettings, conditions: Conditions) -> list[str]:
        """The record's own fields that the conditions read; a link to another record stands for what lies behind it."""
        if settings.every_change:
            return []
        return list(dict.fromkeys(path.links[0].key if path.links else path.field.key for path in conditions.paths))


def _is(wanted: Any, value: Any) -> bool:
    return wanted is None or wanted == value


def _change_words(names: str, settings: ModifiedSettings, words: Any) -> Text:
    key = settings.fields[0]
    before, after = words.value(key, settings.before), words.value(key, settings.after)
    if settings.before is None:
        return _("has %(field)s changed to “%(after)s”", field=names, after=after)
    if settings.after is None:
        return _("has %(field)s changed from “%(before)s”", field=names, before=before)
    return _("has %(field)s changed from “%(before)s” to “%(after)s”", field=names, before=before, after=after)
