"""Doing something to every record that a target names: of many a portion now, the next ones later."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from stepmark.automation.actions.base import Done, Outcome, Parked, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.new_values import written
from stepmark.automation.targets import find_target, linked_record, linking_records
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands.records import update_record
from stepmark.domain.record import Record
from stepmark.platform.clock import now
from stepmark.platform.i18n import _

PORTION = 100
LONGEST = 0.1
NO_RECORD = _("There is no such linked record.")


def reached(kind: Kind, target: str, fields: Collection[str]) -> tuple[Reach, ...]:
    """These fields of the records that a target names."""
    try:
        return (Reach(find_target(kind, target).end.name, fields=tuple(fields)),)
    except ValueFault:
        return ()


def each_target(context: ActionContext, target: str, change: Callable[[Kind, Record], None]) -> Outcome:
    """Change each record of the target, at most PORTION or for LONGEST seconds in one go; then the action is parked."""
    way, session = context.way(target), context.work.session
    corner = linked_record(session, way, context.record)
    if corner is None:
        return Skipped(NO_RECORD)
    if way.back is None:
        change(way.end, corner)
        return Done()
    after = int(context.memory.get("after", 0))
    records = linking_records(session, context.work.actor, way, corner, after, PORTION + 1)
    if not records:
        return Done() if after else Skipped(NO_RECORD)
    done = _portion(records[:PORTION], way.end, change)
    return Parked(now(), {"after": records[done - 1].id}) if done < len(records) else Done()


def set_values(context: ActionContext, target: str, values: Mapping[str, Any], on_behalf: int | None) -> Outcome:
    """Give fields of each record of the target new values, in somebody's name."""
    new = written(context, context.way(target).end, values)

    def change(kind: Kind, record: Record) -> None:
        update_record(context.work, kind, record.id, new.for_record(context.work, record))

    with context.on_behalf(on_behalf):
        return each_target(context, target, change)


def _portion(records: Sequence[Record], kind: Kind, change: Callable[[Kind, Record], None]) -> int:
    """Change them one by one, as many as there is time for, and at least one. Returns how many."""
    until = time.monotonic() + LONGEST
    for number, record in enumerate(records, start=1):
        change(kind, record)
        if time.monotonic() > until:
            return number
    return len(records)
