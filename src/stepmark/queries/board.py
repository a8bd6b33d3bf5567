"""The board of one process: its stages with their newest cards, counts and sums; constant statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from stepmark.catalogue.kinds import DEAL
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal, DealStatus
from stepmark.domain.people import Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from stepmark.platform.clock import now
from stepmark.platform.money import Money, from_minor
from stepmark.queries.deal_pages import stages_of
from stepmark.queries.visible import live

CARDS = 20


@dataclass(frozen=True)
class Card:
    """One deal on the board."""

    deal: Deal
    company: str
    responsible: str
    ticked: int
    total: int
    due_at: datetime | None

    @property
    def is_overdue(self) -> bool:
        """Whether one of its tasks should have been done."""
        return self.due_at is not None and self.due_at < now()

    @property
    def is_today(self) -> bool:
        """Whether its next task is due within a day."""
        return self.due_at is not None and self.due_at < now() + timedelta(days=1)


@dataclass(frozen=True)
class Column:
    """One stage: its first cards, how many deals are in it in all, and their sums by currency."""

    stage: Stage
    cards: list[Card]
    count: int
    sums: list[Money]

    @property
    def more(self) -> int:
        """How many deals are not among the cards."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    """The open deals of one process by stage."""

    process: Process
    columns: list[Column]


def processes(session: Session) -> list[Process]:
    """The live processes for deals, in their order."""
    query = select(Process).where(Process.deleted_at.is_(None), Process.kind == "deal")
    return list(session.scalars(query.order_by(Process.position, Process.id)))


def board_of(session: Session, actor: Actor, process: Process, *, mine: bool = False) -> Board:
    """The board as the actor sees it, in seven statements."""
    stages = stages_of(session, process.id)
    ids = [stage.id for stage in stages]
    totals = _totals(session, actor, ids, mine=mine)
    cards = _cards(session, process, _first(session, actor, ids, mine=mine))
    return Board(process, [Column(stage, cards[stage.id], *totals.get(stage.id, (0, []))) for stage in stages])


def column_of(session: Session, actor: Actor, process: Process, stage: Stage, *, below: Deal, mine: bool) -> list[Card]:
    """The next cards of a column, below a deal."""
    further = tuple_(Deal.rank, Deal.id) > tuple_(literal(below.rank), literal(below.id))
    query = _deals(actor, [stage.id], mine=mine).where(further).order_by(Deal.rank, Deal.id).limit(CARDS)
    return _cards(session, process, list(session.scalars(query)))[stage.id]


def card_at(session: Session, actor: Actor, stage_id: int, position: int, *, without: int, mine: bool) -> int | None:
    """The id of the card at a position (from 0) of a column as the actor sees it, not counting one of them."""
    query = _deals(actor, [stage_id], mine=mine).with_only_columns(Deal.id).where(Deal.id != without)
    return session.scalars(query.order_by(Deal.rank, Deal.id).offset(position).limit(1)).first()


def _deals(actor: Actor, stage_ids: Sequence[int], *, mine: bool) -> Select[Deal]:
    query = select(Deal).where(Deal.stage_id.in_(stage_ids), Deal.status == DealStatus.OPEN, live(DEAL, actor))
    return query.where(Deal.responsible_id == actor.member_id) if mine else query


def _first(session: Session, actor: Actor, stage_ids: Sequence[int], *, mine: bool) -> list[Deal]:
    """The first cards of each column: a bounded index walk per stage, in one statement."""
    if not stage_ids:
        return []
    parts = [
        _deals(actor, [stage_id], mine=mine)
        .with_only_columns(Deal.id)
        .order_by(Deal.rank, Deal.id)
        .limit(CARDS)
        .subquery()
        for stage_id in stage_ids
    ]
    ids = [select(part.c.id) for part in parts]
    wanted = ids[0].union_all(*ids[1:]) if len(ids) > 1 else ids[0]
    return list(session.scalars(select(Deal).where(Deal.id.in_(wanted)).order_by(Deal.rank, Deal.id)))


def _totals(
    session: Session, actor: Actor, stage_ids: Sequence[int], *, mine: bool
) -> dict[int, tuple[int, list[Money]]]:
    query = _deals(actor, stage_ids, mine=mine).with_only_columns(
        Deal.stage_id, Deal.currency, func.count(), func.sum(Deal.amount_minor)
    )
    counts: dict[int, int] = defaultdict(int)
    sums: dict[int, list[Money]] = defaultdict(list)
    for stage_id, currency, count, minor in session.execute(query.group_by(Deal.stage_id, Deal.currency)):
        counts[stage_id] += count
        if minor:
            sums[stage_id].append(Money(from_minor(int(minor), currency), currency))
    return {stage_id: (counts[stage_id], sums[stage_id]) for stage_id in counts}


def _cards(session: Session, process: Process, deals: Sequence[Deal]) -> dict[int, list[Card]]:
    ids = [deal.id for deal in deals]
    names = _names(session, ids)
    ticked = _ticked(session, ids)
    due = _due(session, ids)
    total = _total_steps(session, process)
    cards: dict[int, list[Card]] = defaultdict(list)
    for deal in deals:
        company, responsible = names.get(deal.id, ("", ""))
        cards[deal.stage_id].append(Card(deal, company, responsible, ticked.get(deal.id, 0), total, due.get(deal.id)))
    return cards


def _names(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    owner = aliased(Member)
    query = (
        select(Deal.id, Company.name, owner.name)
        .outerjoin(Company, and_(Company.id == Deal.company_id, Company.deleted_at.is_(None)))
        .outerjoin(owner, owner.id == Deal.responsible_id)
        .where(Deal.id.in_(ids))
    )
    return {deal_id: (company or "", name or "") for deal_id, company, name in session.execute(query)}


def _ticked(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Tick.deal_id, func.count())
        .join(Step, and_(Step.id == Tick.step_id, Step.deleted_at.is_(None)))
        .join(Stage, and_(Stage.id == Step.stage_id, Stage.deleted_at.is_(None)))
        .join(Deal, and_(Deal.id == Tick.deal_id, Deal.process_id == Step.process_id))
        .where(Tick.deal_id.in_(ids), Tick.ended_at.is_(None))
    )
    return dict(session.execute(query.group_by(Tick.deal_id)).all())


def _due(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    query = select(Task.deal_id, func.min(Task.due_at)).where(
        Task.deal_id.in_(ids), Task.done_at.is_(None), Task.deleted_at.is_(None), Task.due_at.is_not(None)
    )
    return {deal_id: due for deal_id, due in session.execute(query.group_by(Task.deal_id)) if deal_id and due}


def _total_steps(session: Session, process: Process) -> int:
    query = (
        select(func.count(Step.id))
        .join(Stage, and_(Stage.id == Step.stage_id, Stage.deleted_at.is_(None)))
        .where(Step.process_id == process.id, Step.deleted_at.is_(None))
    )
    return session.scalar(query) or 0
