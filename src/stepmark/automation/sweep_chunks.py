"""A sweep's chunks, each in a transaction of its own: one bad record holds up no other."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from stepmark.automation.sweep import CHUNK, carry_on_sweep, pass_over
from stepmark.commands.work import Work
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Sweep
from stepmark.platform.errors import Problem

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
log = structlog.get_logger()


class Carrier(Protocol):
    """Carries verbs out, as the edge does."""

    def run(
        self,
        actor: Actor,
        verb: Callable[Concatenate[Work, Arguments], Result],
        /,
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run one verb in a transaction of its own."""


def next_chunk(edge: Carrier, actor: Actor, sweep_id: int, most: int = CHUNK) -> int:
    """The next chunk, of so many records at most; one that fails is repeated record by record.

    Returns how many the one after it should have at most, 0 where there is nothing more to do.
    """
    try:
        return edge.run(actor, carry_on_sweep, sweep_id, most)
    except Exception as error:
        if is_the_databases(error):
            raise
        log.exception("sweep.chunk_failed", sweep=sweep_id)
    return _one_by_one(edge, actor, sweep_id, most)


def is_the_databases(error: Exception) -> bool:
    """Whether it is busy or away, which no record is to blame for."""
    is_busy = isinstance(error, Problem) and error.type == "busy"
    return is_busy or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _one_by_one(edge: Carrier, actor: Actor, sweep_id: int, most: int) -> int:
    """Record by record, up to the one that let the chunk fail: it gets a failed run, and the next chunk follows it."""
    try:
        for _record in range(most):
            if not edge.run(actor, carry_on_sweep, sweep_id, 1):
                return 0
    except Exception as error:
        if is_the_databases(error):
            raise
        log.exception("sweep.record_failed", sweep=sweep_id, after=edge.run(actor, _reached, sweep_id))
        return edge.run(actor, pass_over, sweep_id)
    return most


def _reached(work: Work, sweep_id: int) -> int:
    return work.session.get_one(Sweep, sweep_id).after_id
