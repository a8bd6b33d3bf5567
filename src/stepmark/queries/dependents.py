"""What depends on a member: shown before they leave, and what may be handed over (I12)."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, SALES, TASK, Kind
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.people import Member
from stepmark.domain.tasks import Task


@dataclass(frozen=True)
class Dependents:
    """How much open work of each kind a member has, and how many active members report to them."""

    work: list[tuple[Kind, int]]
    reports: int

    @property
    def any_work(self) -> bool:
        """Whether there is something to hand over."""
        return bool(self.work)


def dependents_of(session: Session, member_id: int) -> Dependents:
    """The counts, those of zero left out."""
    counts = [(kind, session.scalar(_count(kind, member_id)) or 0) for kind in KINDS.values()]
    reports = select(func.count(Member.id)).where(Member.superior_id == member_id, Member.active.is_(True))
    return Dependents([(kind, count) for kind, count in counts if count], session.scalar(reports) or 0)


def open_work(kind: Kind, member_id: int) -> ColumnElement[bool]:
    """Live records that a member is responsible for, without the deals and tasks that are over: those stay theirs."""
    owner = kind.model.responsible_id  # type: ignore[attr-defined]  # every record kind has a responsible member
    open_ones = {**{kind.name: Sale.status == DealStatus.OPEN for kind in SALES}, TASK.name: Task.done_at.is_(None)}
    mine = and_(owner == member_id, kind.model.deleted_at.is_(None))
    return and_(mine, open_ones[kind.name]) if kind.name in open_ones else mine


def _count(kind: Kind, member_id: int):  # type: ignore[no-untyped-def]  # SQLAlchemy's name for it says no more
    return select(func.count(kind.model.id)).where(open_work(kind, member_id))
