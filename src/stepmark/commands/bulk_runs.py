"""One change to many records: confirmed once, carried out in chunks, each record through its own verb.

So bindings and rights hold as for one record, and one that is refused leaves the others as they are.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import Kind, kind_of
from stepmark.commands.access import can_see, not_found
from stepmark.commands.archive import archive_record, unarchive_record
from stepmark.commands.records import delete_record, update_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.work import Event, Work
from stepmark.domain.bulk import BulkAction, BulkRefusal, BulkRun
from stepmark.domain.rights import require
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Lazy, Text, _

# A chunk is one transaction; SQLite lets nobody else write meanwhile.
CHUNK = 20
MOST_RECORDS = 20_000
MOVES: dict[BulkAction, Callable[[Work, Kind, int], None]] = {
    BulkAction.DELETE: delete_record,
    BulkAction.ARCHIVE: archive_record,
    BulkAction.UNARCHIVE: unarchive_record,
}


@dataclass(frozen=True)
class BulkChange:
    """What is done to each record: one field set to a raw value, or the record itself moved."""

    action: BulkAction
    key: str = ""
    raw: Any = None


@dataclass
class Rehearsal:
    """What a change would do to some records: events of those that take it, by record, and reasons of the others."""

    events: dict[int, list[Event]] = field(default_factory=dict)
    refused: dict[int, Text] = field(default_factory=dict)

    def add(self, other: "Rehearsal") -> None:
        """Count another chunk in."""
        self.events |= other.events
        self.refused |= other.refused

    def steps(self, *, ticked: bool) -> Counter[str]:
        """How many deals a step would be ticked in, or reopened in, by the step's name."""
        name = "step.ticked" if ticked else "step.unticked"
        return Counter(event.label for events in self.events.values() for event in events if event.name == name)


class _TakenBack(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


def rehearse(work: Work, kind: Kind, ids: Collection[int], change: BulkChange) -> Rehearsal:
    """What the change would do to these records. It is really made, and taken back."""
    rehearsal = Rehearsal()
    with suppress(_TakenBack), savepoint(work):
        for record_id in sorted(set(ids)):
            before = len(work.events)
            reason = _refusal(work, kind, record_id, change)
            if reason is None:
                rehearsal.events[record_id] = work.events[before:]
            else:
                rehearsal.refused[record_id] = reason
        raise _TakenBack
    return rehearsal


def begin_bulk(work: Work, kind: Kind, ids: Sequence[int], change: BulkChange, *, rules_asleep: bool = False) -> int:
    """Note down what was confirmed: this change to these records, as the list found them now. Returns the run's id.

    With `rules_asleep` no rule wakes to it.
    """
    require(work.actor.can_create)
    if len(ids) > MOST_RECORDS:
        limit = f"{MOST_RECORDS:,}"
        raise Problem("invalid", _("At most %(limit)s records can be changed at once. Narrow the list.", limit=limit))
    run = BulkRun(
        kind=kind.name,
        action=change.action,
        key=change.key,
        raw={"value": change.raw},
        ids=list(dict.fromkeys(ids)),
        total=len(set(ids)),
        member_id=work.actor.member_id,
        rules_asleep=rules_asleep,
    )
    work.session.add(run)
    work.session.flush()
    return run.id


def carry_on_bulk(work: Work, run_id: int, start: int, ids: Sequence[int]) -> int:
    """Change the records with these ids, which stand at `start` among the run's. Returns how many are done by now.

    Whoever comes second with the same chunk, such as another tab, finds it done and changes nothing.
    """
    run = _own_run(work, run_id)
    if run.is_finished or run.done != start:
        return run.done
    change = BulkChange(BulkAction(run.action), run.key, run.raw.get("value"))
    work.rules_asleep = run.rules_asleep
    with work.caused_by(kind="bulk", id=run.change_id):
        for record_id in ids:
            reason = _refusal(work, kind_of(run.kind), record_id, change)
            if reason is None:
                run.changed += 1
            else:
                _note(work, run, record_id, reason)
    run.done += len(ids)
    if run.done >= run.total:
        run.finished_at = now()
    return run.done


def _refusal(work: Work, kind: Kind, record_id: int, change: BulkChange) -> Text | None:
    """Make the change to one record; the reason, if it is refused."""
    try:
        with savepoint(work):
            if change.action in MOVES:
                MOVES[change.action](work, kind, record_id)
            else:
                update_record(work, kind, record_id, {change.key: change.raw})
            work.session.flush()
    except Problem as problem:
        return problem.detail
    return None


def _note(work: Work, run: BulkRun, record_id: int, reason: Text) -> None:
    record = work.session.get(kind_of(run.kind).model, record_id)
    message, details = _kept(reason)
    refusal = BulkRefusal(run_id=run.id, record_id=record_id, message=message, details=details)
    refusal.label = record.label[:300] if record and can_see(work, record) else f"#{record_id}"
    work.session.add(refusal)
    run.refused += 1


def _kept(reason: Text) -> tuple[str, Mapping[str, Any]]:
    if isinstance(reason, Lazy) and reason.number is None:
        return reason.message, {name: str(value) for name, value in reason.values.items()}
    return "%(text)s", {"text": str(reason)}


def _own_run(work: Work, run_id: int) -> BulkRun:
    query = select(BulkRun).where(BulkRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    run = work.session.scalars(query).one_or_none()
    if run is None or run.member_id != work.actor.member_id:
        raise not_found()
    return run
