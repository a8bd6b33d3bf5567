"""What happened to one record in one go, as rules see it: the events of a form, a verb or a run, taken together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.work import Event, Link

# An event speaks of a task as done or not; its field is the moment when it was.
_FIELDS = {"task": {"done": "done_at"}}
_NOT_FIELDS = frozenset({"override", "note_id", "file_ids"})
_PAYMENTS = frozenset({"invoice.paid", "invoice.paid_by_link", "order.paid", "order.paid_by_link"})
_MODIFYING = frozenset({
    "updated", "moved", "won", "lost", "reopened", "finished", "archived", "unarchived", "issued", "cancelled", "paid",
    "paid_by_link", "unpaid",
})  # fmt: skip


@dataclass
class Change:
    """One record's events with what they came to: `values` holds {field: (before, after)} of what really changed.

    `around` are the events of what hangs on a deal: steps, tasks and payments. `number` is that of the first event.
    `parent_id` is the run that has called a rule, where nothing happened but that. `is_new` tells that the record was
    created in it, `is_deletion` that it went into the recycle bin. `sources` name the events that came in from outside
    with where they did: "webhook.received:7"; `payload` is what they brought.
    """

    kind: str
    record_id: int
    number: int
    chain: tuple[Link, ...] = ()
    label: str = ""
    names: list[str] = field(default_factory=list)
    around: list[Event] = field(default_factory=list)
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    parent_id: int | None = None
    is_new: bool = False
    is_deletion: bool = False
    sources: set[str] = field(default_factory=set)
    payload: Mapping[str, Any] | None = None

    @property
    def is_modification(self) -> bool:
        """Whether a record that was there before has other values now."""
        return bool(self.values) and not self.is_new

    @property
    def topics(self) -> set[str]:
        """What its modification may be waited for under. Of the archive only its own field tells."""
        moved = {"archived_at"}
        return {f"field:{key}" for key in self.values} | ({"modified"} if self.values.keys() != moved else set())

    def happened(self, name: str) -> list[Event]:
        """The events of this name around the record."""
        return [event for event in self.around if event.name == name]

    def add(self, event: Event) -> None:
        """Count one of the record's own events in; they come in their order."""
        self.names.append(event.name)
        self.label = event.label
        if "source" in event.cause:
            self.sources.add(f"{event.name}:{event.cause['source']}")
        self.payload = event.payload or self.payload
        verb = event.name.removeprefix(f"{self.kind}.")
        self.is_new = self.is_new or verb == "created"
        self.is_deletion = self.is_deletion or verb == "deleted"
        if verb not in _MODIFYING:
            return
        for key, after in _fields(self.kind, event.changes).items():
            before = self.values[key][0] if key in self.values else after[0]
            self.values[key] = before, after[1]
            if before == after[1]:
                del self.values[key]


def changes_of(events: Iterable[Event], kind_of_deal: Callable[[int], str]) -> list[Change]:
    """The events by record and by what caused them, in the order in which each record's first one happened.

    Steps and tasks tell of the deal that they are on by its id alone: `kind_of_deal` says whether that is a lead.
    """
    changes: dict[Any, Change] = {}
    for event in events:
        if event.kind in KINDS:
            _change(changes, event, event.kind, event.record_id).add(event)
        if event.deal_id is not None and (event.kind in ("step", "task") or event.name in _PAYMENTS):
            _change(changes, event, kind_of_deal(event.deal_id), event.deal_id).around.append(event)
    return list(changes.values())


def _change(changes: dict[Any, Change], event: Event, kind: str, record_id: int) -> Change:
    return changes.setdefault(
        (kind, record_id, event.chain), Change(kind, record_id, event.number, event.chain, event.label)
    )


def _fields(kind: str, changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    names = _FIELDS.get(kind, {})
    return {names.get(key, key): (values[0], values[1]) for key, values in changes.items() if key not in _NOT_FIELDS}
