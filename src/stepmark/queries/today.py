"""A salesperson's day besides their tasks: what waits for them, the next steps of their deals, and what others did."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from stepmark.domain.companies import Company
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.history import History
from stepmark.domain.processes import Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.platform.clock import today
from stepmark.platform.days import start_of
from stepmark.queries.audience import withheld
from stepmark.queries.checklist import StepState
from stepmark.queries.field_access import sees_on_sales
from stepmark.queries.step_states import open_steps
from stepmark.queries.visible import active

MOST_SHOWN = 20


@dataclass(frozen=True)
class DealStep:
    """A deal of the reader's with one of its steps; `step` is None where all steps of its stage are done."""

    deal: Sale
    company: str
    stage: str
    step: StepState | None


@dataclass(frozen=True)
class News:
    """What somebody else did on one of the reader's deals."""

    event: History
    deal: Sale


@dataclass(frozen=True)
class Day:
    """What the reader's deals hold for today."""

    waiting: list[DealStep]
    next_steps: list[DealStep]
    news: list[News]


def day_of(session: Session, actor: Actor) -> Day:
    """The reader's day, in nine statements at most, whatever the number of deals. Their tasks stand in `task_lists`."""
    waiting, following = _waiting(session, actor), _next(session, actor)
    pairs = [(deal, step) for deal, _company, _stage, step in (*waiting, *following) if step is not None]
    states = dict(zip([(deal.id, step.id) for deal, step in pairs], open_steps(session, pairs), strict=True))
    shown = [_deal_step(row, states) for row in waiting]
    kept = [row for row in shown if row.step and row.step.waits_for]
    said = {(row.deal.id, row.step.step.id) for row in kept if row.step}
    next_steps = [_deal_step(row, states) for row in following if not (row[3] and (row[0].id, row[3].id) in said)]
    return Day(kept, next_steps, _news(session, actor))


Row = tuple[Sale, str | None, str, Step | None]


def _deal_step(row: Row, states: dict[tuple[int, int], StepState]) -> DealStep:
    deal, company, stage, step = row
    return DealStep(deal, company or "", stage, states[deal.id, step.id] if step else None)


def _waiting(session: Session, actor: Actor) -> list[Row]:
    """Open steps of the reader's open deals whose tasks are all done."""
    finished = (
        select(Task.deal_id, Task.step_id)
        .join(Sale, Sale.id == Task.deal_id)
        .where(_mine(actor), Task.slot.is_not(None), Task.deleted_at.is_(None))
        .group_by(Task.deal_id, Task.step_id)
        .having(func.count(Task.done_at) == func.count())
        .subquery()
    )
    query = (
        select(Sale, Company.name, Stage.name, Step)
        .join(finished, finished.c.deal_id == Sale.id)
        .join(Step, and_(Step.id == finished.c.step_id, Step.process_id == Sale.process_id))
        .join(Stage, Stage.id == Step.stage_id)
        .outerjoin(Company, _company(actor))
        .where(Step.deleted_at.is_(None), Stage.deleted_at.is_(None), ~_is_ticked(Step))
    )
    rows = session.execute(
        query.order_by(Sale.expected_close.is_(None), Sale.expected_close, Sale.id).limit(MOST_SHOWN)
    )
    return [(deal, company, stage, step) for deal, company, stage, step in rows]


def _next(session: Session, actor: Actor) -> list[Row]:
    """The reader's open deals, those to close first ahead, each with the first open step of its stage."""
    order = (Sale.expected_close.is_(None), Sale.expected_close, Sale.id)
    deals = select(Sale.id).where(_mine(actor)).order_by(*order).limit(MOST_SHOWN).subquery()
    each = aliased(Step)
    first = (
        select(each.id)
        .where(each.stage_id == Sale.stage_id, each.deleted_at.is_(None), ~_is_ticked(each))
        .order_by(each.position, each.id)
        .limit(1)
        .correlate(Sale)
        .scalar_subquery()
    )
    query = (
        select(Sale, Company.name, Stage.name, Step)
        .join(deals, deals.c.id == Sale.id)
        .join(Stage, Stage.id == Sale.stage_id)
        .outerjoin(Step, Step.id == first)
        .outerjoin(Company, _company(actor))
    )
    return [(deal, company, stage, step) for deal, company, stage, step in session.execute(query.order_by(*order))]


def _news(session: Session, actor: Actor) -> list[News]:
    """What others did on the reader's deals since yesterday began, the newest first."""
    newest_before = _newest_before(session, start_of(today(actor.time_zone) - timedelta(days=1), actor.time_zone))
    others = or_(History.actor_id.is_(None), History.actor_id != actor.member_id)
    query = (
        select(History, Sale)
        .join(Sale, Sale.id == History.deal_id)
        .where(History.id > newest_before, others, Sale.responsible_id == actor.member_id, active(Sale, actor))
    )
    if not actor.is_admin:
        of_others = exists().where(Task.id == History.record_id, withheld(actor))
        query = query.where(or_(History.kind != "task", ~of_others.correlate(History)))
    return [News(event, deal) for event, deal in session.execute(query.order_by(History.id.desc()).limit(MOST_SHOWN))]


def _newest_before(session: Session, moment: datetime) -> int:
    # Ids grow with time, so a walk back along them finds where the day began, without an index of its own.
    return session.scalar(select(History.id).where(History.at < moment).order_by(History.id.desc()).limit(1)) or 0


def _mine(actor: Actor) -> ColumnElement[bool]:
    return and_(Sale.responsible_id == actor.member_id, Sale.status == DealStatus.OPEN, active(Sale, actor))


def _is_ticked(step: Any) -> ColumnElement[bool]:
    ticked = exists().where(Tick.deal_id == Sale.id, Tick.step_id == step.id, Tick.ended_at.is_(None))
    # Said outright, as it stands two selects below the deals, from where it would not be found.
    return ticked.correlate(Sale, step)


def _company(actor: Actor) -> ColumnElement[bool]:
    if not sees_on_sales(actor.access, "company_id"):
        return false()
    return and_(Company.id == Sale.company_id, Company.deleted_at.is_(None))
