"""The recycle bin: deleted records with who deleted them and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, TASK, Kind
from stepmark.domain.history import History
from stepmark.domain.rights import Actor, Ownership, may_delete
from stepmark.queries.visible import visible

PAGE = 50


@dataclass(frozen=True)
class BinRow:
    """A deleted record."""

    record: Any
    deleted_by: str
    deleted_at: datetime
    restorable: bool


@dataclass(frozen=True)
class BinPage:
    """The latest deletions of one kind; `after` is the id behind which to go on, None at the end."""

    kind: Kind
    rows: list[BinRow]
    after: int | None


def bin_page(session: Session, actor: Actor, kind: Kind, after: int | None = None, limit: int = PAGE) -> BinPage:
    """Deleted records that the actor would see, the latest first, in at most three statements."""
    model: Any = kind.model
    query = select(model).where(model.deleted_at.is_not(None), visible(model, actor))
    edge = session.get(model, after) if after is not None else None
    if edge is not None and edge.deleted_at is not None:
        same_time = and_(model.deleted_at == edge.deleted_at, model.id < edge.id)
        query = query.where(or_(model.deleted_at < edge.deleted_at, same_time))
    records = session.scalars(query.order_by(model.deleted_at.desc(), model.id.desc()).limit(limit + 1)).all()
    names = _deleted_by(session, kind, [record.id for record in records])
    rows = [
        BinRow(record, names.get(record.id, ""), record.deleted_at, _may_restore(actor, kind, record))
        for record in records[:limit]
    ]
    return BinPage(kind, rows, rows[-1].record.id if len(records) > limit else None)


def in_bin(session: Session, actor: Actor) -> dict[str, int]:
    """How many deleted records of each kind the actor would see."""
    counts = {}
    for kind in KINDS.values():
        model: Any = kind.model
        deleted = select(func.count(model.id)).where(model.deleted_at.is_not(None), visible(model, actor))
        counts[kind.name] = session.scalar(deleted) or 0
    return counts


def _may_restore(actor: Actor, kind: Kind, record: Any) -> bool:
    if kind is TASK:
        return actor.can_create
    return may_delete(actor, Ownership(record.responsible_id, tuple, tuple, kind.personal))


def _deleted_by(session: Session, kind: Kind, ids: list[int]) -> dict[int, str]:
    deletions = (History.kind == kind.name, History.name == f"{kind.name}.deleted", History.record_id.in_(ids))
    latest = select(func.max(History.id)).where(*deletions).group_by(History.record_id)
    rows = session.execute(select(History.record_id, History.actor_name).where(History.id.in_(latest)))
    return {record_id: name for record_id, name in rows}  # noqa: C416 - mypy takes no rows for pairs
