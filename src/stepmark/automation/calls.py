"""Starting a rule for a record without its trigger: by hand, or from another rule. A call is an event like any other.

So it stands in the history, is cut off when the run that made it is taken back, and settles with the change it is in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Event, Link, Work
from stepmark.domain.record import Record

CALLED = "rule.started"


@dataclass(frozen=True)
class Call:
    """One rule to be started for one record. `parent_id` is the run that asked for it."""

    rule_id: int
    kind: str
    record_id: int
    number: int
    chain: tuple[Link, ...]
    parent_id: int | None


def call_rule(work: Work, rule_id: int, name: str, kind: Kind, record: Record) -> None:
    """Let a rule be asked about a record when this change settles; its own conditions still apply."""
    about = {"kind": kind.name, "id": record.id, "label": record.label[:300]}
    deal_id = record.id if kind.has_stages else None
    work.happened(CALLED, "rule", rule_id, {"record": (None, about)}, label=name, deal_id=deal_id)


def calls_of(events: Iterable[Event]) -> list[Call]:
    """The calls among these events, in their order."""
    return [_call(event) for event in events if event.name == CALLED]


def _call(event: Event) -> Call:
    about = event.changes["record"][1]
    parent = event.cause.get("run")
    return Call(event.record_id, about["kind"], about["id"], event.number, event.chain, parent)
