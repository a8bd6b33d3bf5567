"""Who works on records besides those responsible."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.people import Member
from stepmark.domain.record import Record


def co_executors_of(session: Session, record: Record) -> Sequence[Member]:
    """A record's co-executors by name. One statement."""
    query = select(Member).join(CoExecutor, CoExecutor.member_id == Member.id).where(_on(record))
    return session.scalars(query.order_by(Member.name)).all()


def co_executor_ids(session: Session, record: Record) -> Sequence[int]:
    """Their ids; nobody for a kind that has none."""
    if not record.about.shared:
        return ()
    return session.scalars(select(CoExecutor.member_id).where(_on(record))).all()


def is_co_executor(
    row: type[Record], name: str | InstrumentedAttribute[str], member_id: int | None
) -> ColumnElement[bool]:
    """Whether a member is a co-executor of a row of the kind `name`, which may be an alias."""
    return exists().where(CoExecutor.kind == name, CoExecutor.record_id == row.id, CoExecutor.member_id == member_id)


def _on(record: Record) -> ColumnElement[bool]:
    return (CoExecutor.kind == record.about.name) & (CoExecutor.record_id == record.id)
