"""What a recipe is: a rule that is ready but for what each workspace has to choose itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.rules import Mode
from stepmark.platform.i18n import Text, text_of

Asks = Literal["stage", "group", "member", "project_template", "date", "days", "amount"]


@dataclass(frozen=True)
class Question:
    """What the workspace has to choose. `asks` for the id of something of its own, for the key of a date field of the
    rule's kind, or for a number of days or an amount; `suggested` stands in the form at first.
    """

    key: str
    asks: Asks
    label: Text
    suggested: str = ""


@dataclass(frozen=True)
class Answer:
    """Stands in a rule for what was answered to a question."""

    key: str


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A rule as data, with `Answer`s and untranslated texts in it. Without a trigger it is periodic.

    `when` are conditions that must all hold, `do` its actions as a draft holds them, `stage` where it is drawn. With
    `pulls` it is a stage trigger.
    """

    key: str
    name: Text
    help: Text
    group: str
    kind: str = "deal"
    trigger: Mapping[str, Any] | None = None
    when: Sequence[Mapping[str, Any]] = ()
    do: Sequence[Mapping[str, Any]]
    questions: Sequence[Question] = ()
    stage: Answer | None = None
    pulls: bool = False

    @property
    def kind_of_record(self) -> Kind:
        """What the rule is about."""
        return KINDS[self.kind]

    @property
    def mode(self) -> Mode:
        """When the rule is asked."""
        return Mode.PERIODIC if self.trigger is None else Mode.INSTANT

    def rule(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The content of the rule, in the current language, with these answers."""
        content = {
            "name": self.name,
            "mode": self.mode,
            "kind": self.kind,
            "trigger": self.trigger or {},
            "conditions": {"all": self.when} if self.when else {},
            "actions": self.do,
            "stage_id": self.stage,
            "pulls": self.pulls,
        }
        said: dict[str, Any] = _filled(content, answers)
        return said


def task(title: Text, type: str = "to_do", **due: Any) -> dict[str, Any]:
    """The action that makes a task for the responsible person, due after so much time."""
    return {"do": "create_task", "settings": {"title": title, "type": type, "due": due}}


def message(text: Text, *who: str) -> dict[str, Any]:
    """The action that tells people something."""
    return {"do": "message_people", "settings": {"to": [{"who": each} for each in who], "text": text}}


def _filled(raw: Any, answers: Mapping[str, Any]) -> Any:
    if isinstance(raw, Answer):
        return answers[raw.key]
    if isinstance(raw, Mapping):
        return {key: _filled(each, answers) for key, each in raw.items()}
    return [_filled(each, answers) for each in raw] if isinstance(raw, list | tuple) else text_of(raw)
