"""Give a value a name, for the actions after it."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from stepmark.automation.actions.base import Action, Done, Outcome
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import ConstantKey, FieldPath, LongTextTemplate, Settings
from stepmark.automation.placeholders.names import code_of, names_of
from stepmark.automation.settings_check import SettingsCheck
from stepmark.automation.variables import kept
from stepmark.platform.i18n import Text, _

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class SetVariableSettings(Settings):
    """`name`, and exactly one of what it stands for: a field of the record, a constant, or a text with placeholders."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    copy_of: Annotated[FieldPath | None, Field(alias="copy")] = None
    constant: ConstantKey | None = None
    text: LongTextTemplate = ""


class SetVariable(Action[SetVariableSettings]):
    """It changes nothing. A later action of the same name gives the variable another value."""

    key = "set_variable"
    label = _("Set a variable")
    group = "flow"
    icon = "tag"
    help = _("Changes nothing. Keeps a value under a name, which later actions set fields to and use in texts.")
    Settings = SetVariableSettings

    def sentence(self, settings: SetVariableSettings, words: Any) -> Text:
        names = {"name": words.variable(settings.name)}
        if settings.copy_of is not None:
            return _("let %(name)s be a copy of %(field)s", field=words.field(settings.copy_of), **names)
        if settings.constant is not None:
            return _("let %(name)s be the constant “%(constant)s”", constant=words.constant(settings.constant), **names)
        return _("let %(name)s be “%(text)s”", text=words.text(settings.text), **names)

    def run(self, settings: SetVariableSettings, context: ActionContext) -> Outcome:
        return Done({settings.name: _value(settings, context)})

    def yields(self, settings: SetVariableSettings) -> Mapping[str, Text]:
        return {settings.name: settings.name}

    def check(self, settings: SetVariableSettings, check: SettingsCheck) -> None:
        if not _NAME.fullmatch(settings.name):
            check.fault("name", _("Name it with a–z, 0–9 and _, beginning with a letter: such as discount."))
        given = sum([settings.copy_of is not None, settings.constant is not None, bool(settings.text)])
        if given != 1:
            check.fault("text", _("Choose a field or a constant, or write a text: exactly one of them."))


def _value(settings: SetVariableSettings, context: ActionContext) -> Any:
    if settings.copy_of is not None:
        path, value = context.value(settings.copy_of)
        printed = context.text(code_of(names_of(path)))
        return kept(path.field, value, printed) if value is not None else printed
    if settings.constant is not None:
        constant = context.constant(settings.constant)
        return kept(constant.field, constant.value, context.text(code_of(("constants", constant.key))))
    return context.text(settings.text)
