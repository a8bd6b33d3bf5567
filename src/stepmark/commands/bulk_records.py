"""One change to many records: each through its own verb, so that bindings and rights hold as for one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from stepmark.catalogue.kinds import Kind
from stepmark.commands.records import update_record
from stepmark.commands.work import Work
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text

# A chunk is one transaction; SQLite lets nobody else write meanwhile.
CHUNK = 20


@dataclass
class BulkOutcome:
    """How many records were changed, and why the others were not, by id."""

    changed: int = 0
    refused: dict[int, Text] = field(default_factory=dict)

    def add(self, other: "BulkOutcome") -> None:
        """Count another chunk in."""
        self.changed += other.changed
        self.refused |= other.refused


def set_field(work: Work, kind: Kind, ids: Collection[int], key: str, raw: Any) -> BulkOutcome:
    """Set one field of these records, in the order of their ids. One that is refused leaves the others as they are."""
    outcome = BulkOutcome()
    for record_id in sorted(set(ids)):
        told = len(work.events)
        try:
            with work.session.begin_nested():
                update_record(work, kind, record_id, {key: raw})
                work.session.flush()
        except Problem as problem:
            del work.events[told:]
            outcome.refused[record_id] = problem.detail
        else:
            outcome.changed += 1
    return outcome
