"""Operations on many records, for whoever began them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from stepmark.domain.bulk import BulkRefusal, BulkRun
from stepmark.domain.rights import Actor

MOST_SHOWN = 200


@dataclass(frozen=True)
class BulkResult:
    """How far an operation has come, and the first of the records that refused it."""

    run: BulkRun
    refusals: Sequence[BulkRefusal]


def bulk_result(session: Session, actor: Actor, run_id: int) -> BulkResult | None:
    """The actor's own operation; None if there is no such one."""
    own = (BulkRun.id == run_id, BulkRun.member_id == actor.member_id)
    run = session.scalars(select(BulkRun).where(*own).options(undefer(BulkRun.ids))).one_or_none()
    if run is None:
        return None
    query = select(BulkRefusal).where(BulkRefusal.run_id == run_id).order_by(BulkRefusal.record_id).limit(MOST_SHOWN)
    return BulkResult(run, session.scalars(query).all())
