"""Deals as cards on the board, and what on them wants attention; constant statements, however many cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from stepmark.domain.companies import Company
from stepmark.domain.deals import Sale
from stepmark.domain.history import History
from stepmark.domain.people import Member
from stepmark.domain.processes import Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now, today
from stepmark.queries.field_access import sees_on_sales


@dataclass(frozen=True)
class Card:
    """One deal on the board.

    `due_at` is when its next open task is due, `active_at` when something last happened to it, `today` the reader's
    day, and `stale_days` how many days without anything make a deal stale.
    """

    deal: Sale
    company: str
    responsible: str
    ticked: int
    total: int
    due_at: datetime | None
    active_at: datetime
    today: date
    stale_days: int

    @property
    def has_overdue_task(self) -> bool:
        """Whether one of its tasks should have been done."""
        return self.due_at is not None and self.due_at < now()

    @property
    def missed_its_close(self) -> bool:
        """Whether it was to be closed by now."""
        return self.deal.expected_close is not None and self.deal.expected_close < self.today

    @property
    def is_overdue(self) -> bool:
        """Whether something about it is late."""
        return self.has_overdue_task or self.missed_its_close

    @property
    def idle_days(self) -> int:
        """For how many days nothing has happened."""
        return max(0, (now() - self.active_at).days)

    @property
    def is_stale(self) -> bool:
        """Whether nothing has happened for too long."""
        return self.idle_days >= self.stale_days


def cards_of(session: Session, actor: Actor, process_id: int, deals: Sequence[Sale]) -> list[Card]:
    """These deals of one process as cards, in their order, in three statements."""
    ids = [deal.id for deal in deals]
    total, stale_days = session.execute(_measures(actor, process_id)).one()
    ticked = dict(session.execute(_ticked(ids)).all())
    around = {deal_id: rest for deal_id, *rest in session.execute(_around(ids))}
    here = today(actor.time_zone)
    if not sees_on_sales(actor.access, "company_id"):
        around = {deal_id: [None, *rest[1:]] for deal_id, rest in around.items()}
    return [_card(deal, around[deal.id], ticked.get(deal.id, 0), total, here, stale_days) for deal in deals]


def _card(deal: Sale, around: Sequence[Any], ticked: int, total: int, here: date, stale_days: int) -> Card:
    company, responsible, due_at, active_at = around
    active_at = active_at or deal.updated_at
    return Card(deal, company or "", responsible or "", ticked, total, due_at, active_at, here, stale_days)


def _measures(actor: Actor, process_id: int) -> Select[int, int]:
    steps = (
        select(func.count(Step.id))
        .join(Stage, and_(Stage.id == Step.stage_id, Stage.deleted_at.is_(None)))
        .where(Step.process_id == process_id, Step.deleted_at.is_(None))
    )
    return select(steps.scalar_subquery(), Workspace.stale_days).where(Workspace.id == actor.workspace_id)


def _ticked(ids: Sequence[int]) -> Select[int, int]:
    query = (
        select(Tick.deal_id, func.count())
        .join(Step, and_(Step.id == Tick.step_id, Step.deleted_at.is_(None)))
        .join(Stage, and_(Stage.id == Step.stage_id, Stage.deleted_at.is_(None)))
        .join(Sale, and_(Sale.id == Tick.deal_id, Sale.process_id == Step.process_id))
        .where(Tick.deal_id.in_(ids), Tick.ended_at.is_(None))
    )
    return query.group_by(Tick.deal_id)


def _around(ids: Sequence[int]) -> Select[int, str, str, datetime | None, datetime]:
    owner = aliased(Member)
    due = select(func.min(Task.due_at)).where(
        Task.deal_id == Sale.id, Task.done_at.is_(None), Task.deleted_at.is_(None)
    )
    active = select(History.at).where(History.workspace_id == Sale.workspace_id, History.deal_id == Sale.id)
    latest = active.order_by(History.id.desc()).limit(1)
    return (
        select(Sale.id, Company.name, owner.name, due.scalar_subquery(), latest.scalar_subquery())
        .outerjoin(Company, and_(Company.id == Sale.company_id, Company.deleted_at.is_(None)))
        .outerjoin(owner, owner.id == Sale.responsible_id)
        .where(Sale.id.in_(ids))
    )
