"""Which deals a report counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, true
from sqlalchemy.orm import aliased

from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.processes import Stage
from stepmark.domain.rights import Actor
from stepmark.domain.ticks import StageVisit
from stepmark.queries.visible import in_use, live

MOVED = "moved"


class Basis(StrEnum):
    """What must have happened to a deal within the period."""

    CREATED = "created"
    CLOSED = "closed"


@dataclass(frozen=True)
class Asked:
    """What a report is about. `since` is included, `until` is not; None is without an end.

    `members` are those responsible, None among them standing for nobody; as a whole, None is everybody.
    """

    process_id: int
    basis: Basis = Basis.CREATED
    since: datetime | None = None
    until: datetime | None = None
    members: Collection[int | None] | None = None


def counted(actor: Actor, asked: Asked) -> ColumnElement[bool]:
    """Deals that the actor sees, that are or were in the process, and were created or closed in the period."""
    moment = Sale.created_at if asked.basis is Basis.CREATED else Sale.closed_at
    basis = [moment.is_not(None)] if asked.basis is Basis.CLOSED else []
    # An archived deal that is still open is no longer worked on; what was won or lost stays counted.
    kept = or_(Sale.status != DealStatus.OPEN, in_use(Sale))
    return and_(live(Sale, actor), kept, *basis, within(moment, asked), _responsible(asked), _was_in(asked.process_id))


def within(moment: Any, asked: Asked) -> ColumnElement[bool]:
    """Whether something happened in the period."""
    since = [moment >= asked.since] if asked.since else []
    until = [moment < asked.until] if asked.until else []
    return and_(true(), *since, *until)


def outcome(asked: Asked) -> ColumnElement[str]:
    """How a deal stands as seen from the process: open, won, lost, or moved to another process."""
    return case((Sale.process_id != asked.process_id, MOVED), else_=Sale.status)


def _responsible(asked: Asked) -> ColumnElement[bool]:
    if asked.members is None:
        return true()
    known = Sale.responsible_id.in_([member for member in asked.members if member is not None])
    return or_(known, Sale.responsible_id.is_(None)) if None in asked.members else known


def _was_in(process_id: int) -> ColumnElement[bool]:
    """In the process now; only for deals of other processes are the visits looked at."""
    visit, stage = aliased(StageVisit), aliased(Stage)
    visited = exists().where(visit.deal_id == Sale.id, visit.stage_id == stage.id, stage.process_id == process_id)
    return or_(Sale.process_id == process_id, visited)
