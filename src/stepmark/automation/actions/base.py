"""What an action is. One file per action; adding one adds a file and its test, and touches nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session

from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import Settings
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.platform.i18n import Text

SettingsT = TypeVar("SettingsT", bound=Settings)


@dataclass(frozen=True)
class Done:
    """It has happened. `values` are yielded to later actions, by name."""

    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Skipped:
    """There was nothing to be done, for a reason that the trace gives. The next action is considered."""

    reason: Text


@dataclass(frozen=True)
class Parked:
    """It goes on at `until`: the action is run again then, and finds what it put into `memory`.

    Without a moment it goes on when what it has put down to be sent has gone out, or can't.
    """

    until: datetime | None
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """It can't be done, for a reason that the trace gives."""

    reason: Text


@dataclass(frozen=True)
class Obstacle:
    """What keeps a rule from being switched on, and the page where that is mended."""

    text: Text
    url: str


Outcome = Done | Skipped | Parked | Failed


@dataclass(frozen=True)
class Reach:
    """What an action writes, for the checks that look for rings: fields of a kind, or its topics, as `created`."""

    kind: str
    fields: Collection[str] = ()
    topics: Collection[str] = ()


class Action(ABC, Generic[SettingsT]):
    """One kind of action. `kinds` names the record kinds whose rules may have it; none means all. `group` is one of
    `automation.groups`, whose icon it shows unless it has its own.

    `Settings` is the form, the API's schema and the page of help at once. An action changes data through verbs of
    `commands/` alone; a Problem that a verb raises counts as failed.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    group: ClassVar[str]
    icon: ClassVar[str] = ""
    help: ClassVar[Text] = ""
    kinds: ClassVar[Collection[str]] = ()
    Settings: ClassVar[type[Settings]] = Settings

    def serves(self, kind: Kind) -> bool:
        """Whether a rule about this kind of record can have it."""
        return not self.kinds or kind.name in self.kinds

    @abstractmethod
    def sentence(self, settings: SettingsT, words: Any) -> Text:
        """What it does: "Create the task “Call back” for the responsible person"; `words` knows names by id."""

    @abstractmethod
    def run(self, settings: SettingsT, context: ActionContext) -> Outcome:
        """Do it, inside a savepoint."""

    def run_many(self, settings: SettingsT, contexts: Sequence[ActionContext]) -> bool:
        """Do it for many records at once, as a sweep asks, each within its own `context.acting()`.

        Returns False, with nothing done, if it has to be run for each: then, and where it raises, that is what happens.
        """
        return False

    def reach(self, settings: SettingsT, kind: Kind) -> Collection[Reach]:
        """What it writes when it runs for a record of this kind."""
        return ()

    def obstacle(self, settings: SettingsT, session: Session) -> Obstacle | None:
        """What has to be set up before a rule with it can be switched on, if anything; it can be saved all the same."""
        return None

    def doubt(self, settings: SettingsT, before: Collection[str]) -> Text | None:
        """What is odd about it behind actions of these keys, though it may be meant; the rule's page says so."""
        return None

    def yields(self, settings: SettingsT) -> Mapping[str, Text]:
        """The values that it hands to later actions, by name, with their labels."""
        return {}

    def check(self, settings: SettingsT, check: SettingsCheck) -> None:
        """Refuse settings that mean nothing, beyond what their types say: `check.fault(place, text)`.

        Texts, paths and targets are looked at already, and whether what ids name is there.
        """
