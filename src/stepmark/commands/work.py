"""One change in progress: the session it writes to, who makes it and why, and the events it has caused so far."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from stepmark.catalogue.kinds import has_stages
from stepmark.catalogue.types.base import Reader
from stepmark.domain.field_access import UNLIMITED
from stepmark.domain.history import History
from stepmark.domain.notes import Notice
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.platform.ids import new_change_id
from stepmark.platform.mapping import new_row
from stepmark.platform.tenancy import ScopedSession

Changes = Mapping[str, tuple[Any, Any]]
Remembered = TypeVar("Remembered")

BY_HAND: Mapping[str, Any] = {"kind": "person"}


class Link(NamedTuple):
    """One run that an event came about by: of this rule, for this record."""

    rule_id: int
    kind: str
    record_id: int


class Author(NamedTuple):
    """Whose name a change bears. It is the actor's, unless a rule acts with its owner's rights in another's name."""

    member_id: int | None
    name: str


NOBODY = Author(None, "")


@dataclass(frozen=True)
class Event:
    """Something that has happened, named in the past tense. `changes` holds JSON values: {field: (before, after)}.

    `number` counts the events of one transaction, those that were taken back included. `chain` names the runs of rules
    by which it came about, the first one first. `payload` is what came in from outside, which texts of rules may read.
    """

    name: str
    kind: str
    record_id: int
    label: str = ""
    version: int | None = None
    deal_id: int | None = None
    changes: Changes = field(default_factory=dict)
    cause: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0
    chain: tuple[Link, ...] = ()
    author: Author = NOBODY
    payload: Mapping[str, Any] | None = None


class Work:
    """What every verb gets first. The edge opens it and commits it; nobody else does.

    `change_id` is shared by all that happens in it, so that it can be undone as one. A verb that does one thing in
    several transactions sets it to the same number in each.
    """

    def __init__(self, session: ScopedSession, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self.events: list[Event] = []
        # The members whose notices this change adds to or marks as read: their open pages count anew.
        self.told: set[int] = set()
        # The new ones, which the edge writes together.
        self.notices: list[Notice] = []
        self.change_id = new_change_id()
        # Names this transaction, so that its events have numbers that no other's have.
        self.number = new_change_id()
        self.chain: tuple[Link, ...] = ()
        # Whether no rule wakes to what happens here, as an import may ask for.
        self.rules_asleep = False
        # How many of the events have woken their rules already.
        self.settled = 0
        # The runs that wait for a worker, with when they are due.
        self.awaited: dict[int, datetime] = {}
        # Whether something is to be sent, once all of this stands.
        self.has_departures = False
        self._author: Author | None = None
        self._events_so_far = 0
        self._cause: Mapping[str, Any] = BY_HAND
        self._memory: dict[Any, Any] = {}

    @property
    def actor(self) -> Actor:
        """Who acts right now. The session goes with it: queries show what this actor may see."""
        return self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._actor = actor
        self.session.info["access"] = actor.access

    @property
    def reader(self) -> Reader:
        """How the actor writes dates and amounts."""
        return Reader(self.actor.time_zone, self.actor.locale, self.actor.currency)

    @property
    def cause(self) -> Mapping[str, Any]:
        """Why things happen right now: by hand, unless an import or a rule is at work."""
        return self._cause

    @property
    def author(self) -> Author:
        """Who is to be named for what happens right now."""
        return self._author or Author(self.actor.member_id, self.actor.name)

    @contextmanager
    def acting(self, actor: Actor, author: Author, chain: tuple[Link, ...], **cause: Any) -> Iterator[None]:
        """Let a rule act inside the block: with one's rights, in another's name, as the last link of a chain."""
        before = self.actor, self._author, self.chain
        self.actor, self._author, self.chain = actor, author, chain
        try:
            with self.caused_by(**cause):
                yield
        finally:
            self.actor, self._author, self.chain = before

    @contextmanager
    def caused_by(self, **cause: Any) -> Iterator[None]:
        """Name another cause for what happens inside the block.

        {"kind": "bulk", "id": …} also makes it part of that change: the id is a number from `new_change_id`.
        """
        if cause.get("kind") == "bulk" and isinstance(cause.get("id"), int):
            self.change_id = cause["id"]
        outer, self._cause = self._cause, cause
        try:
            yield
        finally:
            self._cause = outer

    @contextmanager
    def with_all_fields(self) -> Iterator[None]:
        """Write hidden and read-only fields too inside the block: where the product gives back what was there."""
        limited = self.actor
        self.actor = replace(limited, access=UNLIMITED)
        try:
            yield
        finally:
            self.actor = limited

    def happened(
        self,
        name: str,
        kind: str,
        record_id: int,
        changes: Changes | None = None,
        *,
        label: str = "",
        version: int | None = None,
        deal_id: int | None = None,
        cause: Mapping[str, Any] | None = None,
        payload: Mapping[str, Any] | None = None,
    ) -> None:
        """Append an event, on the line after the change that it tells of.

        What a rule does to other records for a deal's sake is told on the deal as well.
        """
        self._events_so_far += 1
        event = Event(
            name,
            kind,
            record_id,
            label,
            version,
            deal_id or self._deal_of_rule(kind),
            changes=changes or {},
            cause={**cause, **self._run} if cause else self._cause,
            number=self._events_so_far,
            chain=self.chain,
            author=self.author,
            payload=payload,
        )
        self.events.append(event)

    def happened_to(
        self, verb: str, kind: str, record: Record, changes: Changes | None = None, deal_id: int | None = None
    ) -> None:
        """The same for a record: `happened_to("updated", "deal", deal, …)` is the event `deal.updated`."""
        label, version = record.label, record.version
        self.happened(f"{kind}.{verb}", kind, record.id, changes, label=label, version=version, deal_id=deal_id)

    def remember(self, key: Any, load: Callable[[], Remembered]) -> Remembered:
        """Load definitions (fields, bindings) once per change, however many rows it touches."""
        if key not in self._memory:
            self._memory[key] = load()
        remembered: Remembered = self._memory[key]
        return remembered

    def forget(self) -> None:
        """Drop what was remembered, after a definition has changed or a record was deleted."""
        self._memory.clear()

    def _deal_of_rule(self, kind: str) -> int | None:
        # Steps and tasks belong to their own deal or to none, and a deal to itself.
        if kind in ("step", "task") or has_stages(kind):
            return None
        return next((link.record_id for link in reversed(self.chain) if has_stages(link.kind)), None)

    @property
    def _run(self) -> Mapping[str, Any]:
        """The run that is at work, which a nearer cause must not hide."""
        return {"run": self._cause["run"]} if "run" in self._cause else {}

    def history(self) -> list[History]:
        """The events as rows."""
        at = now()
        return [self._row(event, at) for event in self.events]

    def _row(self, event: Event, at: Any) -> History:
        return new_row(
            History,
            {
                "workspace_id": self.actor.workspace_id,
                "at": at,
                "name": event.name,
                "kind": event.kind,
                "record_id": event.record_id,
                "record_label": event.label[:300],
                "record_version": event.version,
                "deal_id": event.deal_id,
                "actor_id": event.author.member_id,
                "actor_name": event.author.name,
                "changes": {key: list(values) for key, values in event.changes.items()},
                "cause": dict(event.cause),
                "change_id": self.change_id,
            },
        )
