"""The clock of periodic rules: starts what is due, and carries on what somebody else left unfinished."""

import threading
from datetime import date

import structlog
from sqlalchemy.exc import DBAPIError

from stepmark.automation.sweep import CHUNK, begin_sweep, carry_on_sweep, pass_over
from stepmark.commands.work import Work
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Sweep
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
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
            if _is_the_databases(error):
                raise
            # One rule that can't be asked holds up no other; the next round tries it again.
            log.exception("sweep.failed", rule=each.rule_id, day=each.day.isoformat())
    return len(due)


def sweep_day(edge: Edge, workspace_id: int, rule_id: int, day: date, stopping: threading.Event | None = None) -> None:
    """One rule's day, chunk by chunk, so that nobody waits for it; as far as nobody else is at it."""
    stopping = stopping or threading.Event()
    actor = Actor(workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
    sweep_id = None if stopping.is_set() else edge.run(actor, begin_sweep, rule_id, day)
    while sweep_id is not None and not stopping.is_set() and _chunk(edge, actor, sweep_id):
        stopping.wait(_PAUSE)


def _chunk(edge: Edge, actor: Actor, sweep_id: int) -> bool:
    """The next chunk; one that fails is repeated record by record. Returns whether there is more to do."""
    try:
        return edge.run(actor, carry_on_sweep, sweep_id)
    except Exception as error:
        if _is_the_databases(error):
            raise
        log.exception("sweep.chunk_failed", sweep=sweep_id)
    return _one_by_one(edge, actor, sweep_id)


def _one_by_one(edge: Edge, actor: Actor, sweep_id: int) -> bool:
    """Record by record, up to the one that let the chunk fail: it gets a failed run, and the next chunk follows it."""
    try:
        for _record in range(CHUNK):
            if not edge.run(actor, carry_on_sweep, sweep_id, 1):
                return False
    except Exception as error:
        if _is_the_databases(error):
            raise
        log.exception("sweep.record_failed", sweep=sweep_id, after=edge.run(actor, _reached, sweep_id))
        return edge.run(actor, pass_over, sweep_id)
    return True


def _reached(work: Work, sweep_id: int) -> int:
    return work.session.get_one(Sweep, sweep_id).after_id


def _is_the_databases(error: Exception) -> bool:
    """Whether it is busy or away, which no record is to blame for."""
    is_busy = isinstance(error, Problem) and error.type == "busy"
    return is_busy or (isinstance(error, DBAPIError) and error.connection_invalidated)
