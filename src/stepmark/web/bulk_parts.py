"""What the pages of a change to many records share: which records it is about, and what it would do to them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.compiled import CompiledRule
from stepmark.automation.waking import woken_by
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.access import not_found
from stepmark.commands.bulk_runs import CHUNK, MOST_RECORDS, BulkChange, Rehearsal, carry_on_bulk, rehearse
from stepmark.platform.i18n import Text
from stepmark.queries.bulk_runs import BulkResult, bulk_result
from stepmark.queries.labels import Labels, labels_for
from stepmark.queries.list_scope import matching_ids, scope_of
from stepmark.queries.views import views_of
from stepmark.queries.visible import live
from stepmark.web.caller import Caller
from stepmark.web.list_addresses import Parameters, address_in

# So many are really tried before a change is confirmed; the others are looked at when it is carried out.
TRIED = 100
SAMPLE = 10
SECONDS = 2.0


@dataclass(frozen=True)
class Picked:
    """The records that a change is about; `hidden` is what a form sends to pick them again, `back` their list."""

    kind: Kind
    ids: Sequence[int]
    names: Mapping[int, str]
    hidden: list[tuple[str, str]]
    back: str

    @property
    def count(self) -> int:
        """How many there are; one more than may be changed when there are too many."""
        return len(self.ids)


@dataclass(frozen=True)
class Sample:
    """One record with its value before and after."""

    record_id: int
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Preview:
    """What a change would do: to whom, what it ticks and reopens, who refuses it, and which rules it wakes."""

    rehearsal: Rehearsal
    tried: int
    samples: list[Sample]
    unchanged: int
    refusals: list[tuple[str, Text]]
    labels: Labels
    woken: list[CompiledRule]


def picked_in(session: Session, caller: Caller, kind: Kind, params: Parameters) -> Picked:
    """The ticked rows, or all that the list finds; what the caller does not see is not among them."""
    address = address_in(kind, params, views_of(session, caller.actor, kind))
    hidden = list(address.values.items())
    if params.get("which") == "all":
        scope = scope_of(session, caller.actor, kind, address.asked, strict=True)
        ids = matching_ids(session, scope, MOST_RECORDS + 1)
        hidden.append(("which", "all"))
    else:
        ids = _seen(session, caller, kind, _ids(params.getlist("id")))  # type: ignore[union-attr]  # forms and addresses have it
        hidden += [("id", str(row_id)) for row_id in ids]
    return Picked(kind, ids, _names(session, kind, ids[:TRIED]), hidden, address.url)


def preview_of(caller: Caller, picked: Picked, change: BulkChange, field: Field | None = None) -> Preview:
    """Try the change on the first records, in chunks that let others write in between."""
    rehearsal = Rehearsal()
    tried = picked.ids[:TRIED]
    for start in range(0, len(tried), CHUNK):
        rehearsal.add(caller.run(rehearse, picked.kind, tried[start : start + CHUNK], change))
    changes = _changes(picked, rehearsal, field) if field else {}
    samples = [Sample(row_id, picked.names[row_id], *pair) for row_id, pair in list(changes.items())[:SAMPLE]]
    unchanged = len(rehearsal.events) - len(changes) if field else 0
    refusals = [(picked.names[row_id], reason) for row_id, reason in rehearsal.refused.items()]
    with caller.reading() as session:
        shown = [{field.key: value} for each in samples for value in (each.before, each.after)] if field else []
        labels = labels_for(session, caller.actor, [field] if field else [], shown)
        events = [event for told in rehearsal.events.values() for event in told]
        woken = woken_by(session, caller.actor, events)
    return Preview(rehearsal, len(tried), samples, unchanged, refusals, labels, woken)


def carried_on(caller: Caller, run_id: int) -> BulkResult:
    """Carry an operation on for a moment; how far it has come."""
    deadline = time.perf_counter() + SECONDS
    result = result_for(caller, run_id)
    done, ids = result.run.done, result.run.ids
    while done < result.run.total and time.perf_counter() < deadline:
        done = caller.run(carry_on_bulk, run_id, done, ids[done : done + CHUNK])
    return result_for(caller, run_id)


def result_for(caller: Caller, run_id: int) -> BulkResult:
    """One of the caller's operations; `not-found` for another."""
    with caller.reading() as session:
        result = bulk_result(session, caller.actor, run_id)
    if result is None:
        raise not_found()
    return result


def _changes(picked: Picked, rehearsal: Rehearsal, field: Field) -> dict[int, tuple[Any, Any]]:
    """The field's values before and after, by record, of those in which it really changes."""
    name = f"{picked.kind.name}.updated"
    found: dict[int, tuple[Any, Any]] = {}
    for record_id, events in rehearsal.events.items():
        for event in events:
            if (event.name, event.record_id) == (name, record_id) and field.key in event.changes:
                before, after = event.changes[field.key]
                found[record_id] = (_read(field, before), _read(field, after))
    return found


def _read(field: Field, value: Any) -> Any:
    try:
        return parse(field, value, Reader())
    except ValueFault:
        return str(value)


def _seen(session: Session, caller: Caller, kind: Kind, ids: Sequence[int]) -> Sequence[int]:
    query = select(kind.model.id).where(kind.model.id.in_(ids), live(kind, caller.actor)).order_by(kind.model.id)
    return session.scalars(query).all()


def _names(session: Session, kind: Kind, ids: Sequence[int]) -> dict[int, str]:
    name = getattr(kind.model, kind.title_key)
    rows = session.execute(select(kind.model.id, name).where(kind.model.id.in_(ids)).order_by(kind.model.id))
    return {row_id: label for row_id, label in rows}  # noqa: C416 - mypy takes no rows for pairs


def _ids(texts: Sequence[Any]) -> list[int]:
    digits = [text for text in texts if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19]
    return [int(text) for text in dict.fromkeys(digits)][:MOST_RECORDS]
