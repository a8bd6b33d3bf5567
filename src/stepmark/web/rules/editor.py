"""The editor of a rule: all that its form holds, saved or not, with what is wrong beside each input."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from stepmark.automation.actions.base import Action
from stepmark.automation.shelves import Shelf, action_shelves, trigger_shelves
from stepmark.automation.triggers import triggers
from stepmark.automation.triggers.base import Trigger
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.domain.rules import Mode
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.queries.matches import Matches
from stepmark.web.condition_drafts import blame, tree_of
from stepmark.web.condition_forms import Editor
from stepmark.web.payload_menu import source_of
from stepmark.web.placeholder_menu import Menu, with_payload
from stepmark.web.rules.choices import Choices
from stepmark.web.rules.settings_form import Setting, settings_of
from stepmark.web.rules.value_rows import ValueRow, rows_of

Errors = dict[str, Text]
_UNFINISHED = _("Enter a value, or choose “to nothing”.")


@dataclass(eq=False)
class Asking:
    """A trigger or an action in the form: what its settings ask, what was answered, and what is wrong with it."""

    prefix: str
    values: dict[str, Any]
    settings: list[Setting] = field(default_factory=list)
    errors: Errors = field(default_factory=dict)

    def answer(self, setting: Setting) -> Any:
        """What an input shows."""
        given = self.values.get(setting.name)
        if given is None:
            return setting.default
        return _whole(given) if setting.widget == "responsible" else given

    def rows(self, setting: Setting) -> list[ValueRow]:
        """What fields are set to, and an empty row."""
        return rows_of(self.answer(setting))

    def errors_at(self, place: str) -> list[Text]:
        """What is wrong with a setting, or with a part of it."""
        return [text for key, text in self.errors.items() if key == place or key.startswith(f"{place}/")]

    def blamed(self, rest: str, text: Text) -> None:
        """Something is wrong at a place such as `settings/values/amount`."""
        self.errors[rest.removeprefix("settings/").removeprefix("settings") or "do"] = text


@dataclass(eq=False)
class ActionForm(Asking):
    """One action in the form. `leaving` is set while the form asks whether it is to go."""

    do: str = ""
    action: Action[Any] | None = None
    condition: Editor | None = None
    goes_on: bool = False
    leaving: bool = False

    @property
    def label(self) -> Text:
        """What the action is called."""
        return self.action.label if self.action else self.do

    @property
    def root(self) -> str:
        """What the inputs of its own condition are named by."""
        return f"{self.prefix}_if"

    def stored(self) -> dict[str, Any]:
        """As a draft holds it."""
        own = tree_of(self.condition.root)[0] if self.condition else {"all": []}
        return {
            "do": self.do,
            "settings": {key: value for key, value in self.values.items() if value is not None},
            "if": None if own == {"all": []} else own,
            "on_failure": "go_on" if self.goes_on else "stop",
        }


@dataclass
class RuleEditor:
    """A rule in the form. `rule_id` is None for one that was never saved."""

    kind: Kind
    conditions: Editor
    trigger: Asking
    choices: Choices
    mode: str = Mode.INSTANT
    on: str = ""
    name: str = ""
    label: str = ""
    actions: list[ActionForm] = field(default_factory=list)
    cyclic: bool = False
    cycle_by: str = ""
    stage_id: int | None = None
    pulls: bool = False
    position: int = 0
    owner_id: int | None = None
    enabled: bool = False
    allow_rings: bool = False
    rule_id: int | None = None
    version: int | None = None
    errors: Errors = field(default_factory=dict)
    other_kind: Kind | None = None
    matches: Matches | None = None
    focus: str = ""
    find: str = ""
    drivers: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    @property
    def is_periodic(self) -> bool:
        """Whether it runs once a day."""
        return self.mode == Mode.PERIODIC

    @property
    def triggers(self) -> list[Trigger[Any]]:
        """What may wake it."""
        return [each for each in triggers().values() if each.serves(self.kind)]

    @property
    def trigger_shelves(self) -> list[Shelf]:
        """The same by their groups."""
        return trigger_shelves(self.kind)

    @property
    def catalogue(self) -> list[Shelf]:
        """The actions that may be added, by their groups, as far as they are looked for."""
        return action_shelves(self.kind, self.find)

    @property
    def stage_name(self) -> str:
        """The stage that it is drawn on."""
        names = dict(option for offer in self.choices.stages_for("") for option in offer.options)
        return names.get(str(self.stage_id), "")

    @property
    def watched(self) -> Field | None:
        """The one field whose change is watched, so that its values can be asked for."""
        keys = self.trigger.values.get("fields") or []
        return self.choices.fields[self.kind.name].get(keys[0]) if len(keys) == 1 else None

    @cached_property
    def menu(self) -> Menu:
        """The placeholders that its texts may hold, with those of what comes in from outside."""
        trigger = None if self.is_periodic else triggers().get(self.on)
        if trigger is None or not trigger.brings_payload:
            return self.choices.menu
        return with_payload(self.choices.session, self.choices.menu, source_of(self.trigger.values))

    @property
    def has_texts(self) -> bool:
        """Whether any action holds texts with placeholders."""
        widgets = {setting.widget for action in self.actions for setting in action.settings}
        return bool(widgets & {"text", "long_text", "values"})

    def yielded_before(self, asking: Asking) -> dict[str, Text]:
        """The values that actions before this one give, by name."""
        given: dict[str, Text] = {}
        for action in self.actions[: self.actions.index(asking) if isinstance(asking, ActionForm) else 0]:
            if action.action is not None:
                with suppress(ValidationError):
                    given |= action.action.yields(action.action.Settings.model_validate(action.stored()["settings"]))
        return given

    def draft(self) -> dict[str, Any]:
        """What is sent to be saved."""
        trigger = {key: value for key, value in self.trigger.values.items() if value is not None}
        return {
            "name": self.name,
            "label": self.label,
            "mode": self.mode,
            "kind": self.kind.name,
            "trigger": {} if self.is_periodic else {"on": self.on, **trigger},
            "conditions": tree_of(self.conditions.root)[0],
            "actions": [each.stored() for each in self.actions],
            "cyclic": self.cyclic,
            "cycle_by": self.cycle_by or None,
            "stage_id": self.stage_id,
            "pulls": self.pulls,
            "position": self.position,
        }

    def require_answers(self) -> None:
        """Refuse what the form itself knows to be wrong; raises Invalid."""
        faults = {f"trigger/{key}": text for key, text in self.trigger.errors.items()}
        for number, action in enumerate(self.actions, start=1):
            for setting in action.settings:
                empty = (
                    [row.field for row in action.rows(setting) if row.is_unfinished]
                    if setting.widget == "values"
                    else []
                )
                faults |= {f"actions/{number}/settings/{setting.name}/{key}": _UNFINISHED for key in empty}
        if faults:
            raise Invalid(faults)

    def blame(self, errors: Mapping[str, Text]) -> None:
        """Put each message where its place is."""
        trees: dict[int, Errors] = {}
        for place, text in errors.items():
            head, _slash, rest = place.partition("/")
            if head == "conditions":
                trees.setdefault(-1, {})[rest] = text
            elif head == "trigger":
                self.trigger.errors[rest or "on"] = text
            elif head == "actions" and (action := self._action(rest)):
                _number, _slash, inside = rest.partition("/")
                if inside == "if" or inside.startswith("if/"):
                    trees.setdefault(self.actions.index(action), {})[inside[3:]] = text
                else:
                    action.blamed(inside, text)
            else:
                self.errors[head] = text
        for number, found in trees.items():
            editor = self.conditions if number < 0 else self.actions[number].condition
            if editor is not None:
                blame(editor.root, found, tree_of(editor.root)[1])

    @property
    def summary(self) -> list[tuple[str, Text]]:
        """Every message with the input that it is about."""
        found = [(f"f-{key}", text) for key, text in self.errors.items()]
        found += [(f"f-t.{key.partition('/')[0]}", text) for key, text in self.trigger.errors.items()]
        found += [(row.path + ".field", text) for row in self.conditions.root.rows for text in row.errors.values()]
        found += [("c", text) for text in self.conditions.root.errors.values()]
        for action in self.actions:
            found += [(f"f-{action.prefix}.{key.partition('/')[0]}", text) for key, text in action.errors.items()]
            own = action.condition.root.rows if action.condition else ()
            found += [(row.path + ".field", text) for row in own for text in row.errors.values()]
        return found

    def _action(self, rest: str) -> ActionForm | None:
        number = rest.partition("/")[0]
        is_there = number.isdecimal() and 0 < int(number) <= len(self.actions)
        return self.actions[int(number) - 1] if is_there else None


def asked_of(owner: Any, prefix: str, values: dict[str, Any]) -> Asking:
    """What a trigger asks; nothing where there is none."""
    return Asking(prefix, values, settings_of(owner.Settings) if owner else [])


def _whole(people: Any) -> Any:
    """Stored answers leave out what goes without saying, such as that the responsible person is meant."""
    if isinstance(people, list):
        return [_whole(each) for each in people]
    return {"who": "current", **people} if isinstance(people, dict) else people
