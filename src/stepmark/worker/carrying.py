"""Carrying waiting runs on: what every kind of worker does with a run that is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from stepmark.automation.advance import advance
from stepmark.automation.runs import put_off
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.domain.runs import Outcome, Run
from stepmark.edge import Edge
from stepmark.platform.clock import now
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem

log = structlog.get_logger()


class Due(NamedTuple):
    """A run that waits, and when it goes on."""

    workspace_id: int
    run_id: int
    at: datetime | None


def due_runs(database: Database, *, limit: int, since: timedelta = timedelta(0)) -> Sequence[Due]:
    """The runs of all workspaces that have been due for so long, those that have waited longest first."""
    query = select(Run.workspace_id, Run.id, Run.due_at).where(
        Run.outcome == Outcome.WAITING, Run.due_at <= now() - since
    )
    with database.reading(None) as session:
        return [Due(*row) for row in session.execute(query.order_by(Run.due_at, Run.id).limit(limit))]


def next_due(database: Database) -> datetime | None:
    """When the next waiting run goes on."""
    with database.reading(None) as session:
        return session.scalar(select(func.min(Run.due_at)).where(Run.outcome == Outcome.WAITING))


def carry_on(edge: Edge, workspace_id: int, run_id: int) -> bool:
    """Carry one run on in a transaction of its own. Returns False where it may be tried again soon.

    A fault takes all of it back and puts it off, so that one bad run holds up no others.
    """
    actor = Actor(workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
    try:
        edge.run(actor, advance, run_id)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        if isinstance(error, Problem) and error.type == "busy":
            return False
        log.exception("run.put_off", run=run_id)
        edge.run(actor, put_off, run_id)
    return True
