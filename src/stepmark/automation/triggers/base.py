"""What wakes an instant rule. One file per trigger; adding one adds a file and its test."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from stepmark.automation.changes import Change
from stepmark.catalogue.kinds import Kind, has_stages
from stepmark.conditions.check import Conditions
from stepmark.domain.record import Record
from stepmark.platform.i18n import Text


class TriggerSettings(BaseModel):
    """What a trigger is told besides its name. Fields carry the widgets of `automation.parameters`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


SettingsT = TypeVar("SettingsT", bound=TriggerSettings)


@dataclass(frozen=True)
class Woken:
    """A change with the record as it stands now."""

    change: Change
    record: Record


class Trigger(ABC, Generic[SettingsT]):
    """One kind of trigger. `kinds` names the record kinds that it makes sense for; none means all. `group` and `icon`
    are as those of an action. One that `brings_payload` lets texts read what came in: `{{ payload.city }}`.

    A rule is kept under its `topics`, and only rules under a topic of the change are looked at: so a change pays for
    the rules that could match it, not for those that exist.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    group: ClassVar[str]
    icon: ClassVar[str] = ""
    help: ClassVar[Text] = ""
    kinds: ClassVar[Collection[str]] = ()
    brings_payload: ClassVar[bool] = False
    Settings: ClassVar[type[TriggerSettings]] = TriggerSettings

    def serves(self, kind: Kind) -> bool:
        """Whether a rule about this kind of record can have it."""
        return not self.kinds or kind.name in self.kinds

    @abstractmethod
    def topics(self, settings: SettingsT, conditions: Conditions) -> Iterable[str]:
        """Under which of the topics in `topics_of` the rule is kept."""

    def wakes(self, settings: SettingsT, woken: Woken) -> bool:
        """Whether a change under one of its topics really is what it waits for; asked where `is_picky` says so."""
        return True

    def is_picky(self, settings: SettingsT) -> bool:
        """Whether it may pass over a change under one of its topics."""
        return False

    def asks_whether_it_became_true(self, settings: SettingsT) -> bool:
        """Whether the conditions must not have held before the change."""
        return False

    def watched(self, settings: SettingsT) -> Collection[str]:
        """The fields that it names, which must therefore be there."""
        return ()

    def sentence(self, settings: SettingsT, words: Any) -> Text:
        """When it wakes, as the clause after "When"; `words` knows the names of fields, stages and steps."""
        return self.label


def topics_of(woken: Woken) -> set[str]:
    """Everything that a rule could be waiting for in a change."""
    change, record = woken.change, woken.record
    topics = {"any"}
    if change.is_new:
        topics.add("created")
    if change.is_deletion:
        topics.add("deleted")
    if change.is_modification and not change.is_deletion:
        topics |= change.topics
    if has_stages(change.kind) and (change.is_new or "stage_id" in change.values):
        topics.add(f"entered:{record.stage_id}")  # type: ignore[attr-defined]  # a deal is always in a stage
    for event in change.around:
        topics |= {event.name, f"{event.name}:{event.record_id}"}
    # What happened to the record, and what it was told of another: "task.finished", "document.signed".
    return topics | set(change.names) | change.sources
