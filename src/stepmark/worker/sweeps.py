"""The clock of periodic rules: starts what is due, and carries on what somebody else left unfinished."""

import threading
from datetime import date

import structlog

from stepmark.automation.sweep import CHUNK, begin_sweep
from stepmark.automation.sweep_chunks import is_the_databases, next_chunk
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.queries.sweeps import due_sweeps

_PAUSE = 0.01
log = structlog.get_logger()


def sweep_due(edge: Edge, stopping: threading.Event | None = None) -> int:
    """Do every sweep that is due now, the oldest day first. Returns how many there were.

    Two clocks at once share the work: each chunk is one transaction that holds the sweep's row.
    """
    stopping = stopping or threading.Event()
    with edge.database.reading(None) as session:
        due = due_sweeps(session, now())
    for each in due:
        try:
            sweep_day(edge, each.workspace_id, each.rule_id, each.day, stopping)
        except Exception as error:
            if is_the_databases(error):
                raise
            # One rule that can't be asked holds up no other; the next round tries it again.
            log.exception("sweep.failed", rule=each.rule_id, day=each.day.isoformat())
    return len(due)


def sweep_day(edge: Edge, workspace_id: int, rule_id: int, day: date, stopping: threading.Event | None = None) -> None:
    """One rule's day, chunk by chunk, so that nobody waits for it; as far as nobody else is at it."""
    stopping = stopping or threading.Event()
    actor = Actor(workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
    sweep_id = None if stopping.is_set() else edge.run(actor, begin_sweep, rule_id, day)
    most = CHUNK
    while sweep_id is not None and not stopping.is_set() and (most := next_chunk(edge, actor, sweep_id, most)):
        stopping.wait(_PAUSE)
