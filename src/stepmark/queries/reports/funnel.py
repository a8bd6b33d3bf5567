"""The process funnel: how far deals got, and what became of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.processes import Stage
from stepmark.domain.rights import Actor
from stepmark.domain.ticks import StageVisit
from stepmark.queries.deal_pages import stages_of
from stepmark.queries.reports.counted import MOVED, Asked, counted, outcome
from stepmark.queries.reports.figures import Amounts, added, amount_sums, whole_sum

NOWHERE = -1


@dataclass(frozen=True)
class Group:
    """Deals that got equally far, stand in one stage, ended alike and have one currency. `furthest` counts from 0."""

    furthest: int
    stage_id: int
    outcome: str
    count: int
    amounts: Amounts


@dataclass(frozen=True)
class FunnelStage:
    """One stage. Reached: in it, beyond it, or won. Entered: it was in it, however often."""

    stage: Stage
    reached: int
    amounts: Amounts
    entered: int
    open: int
    lost: int


@dataclass(frozen=True)
class Funnel:
    """The stages in their order, and all deals by their outcome."""

    stages: list[FunnelStage]
    total: int
    won: int
    won_amounts: Amounts
    open: int
    lost: int
    moved: int


def funnel(session: Session, actor: Actor, asked: Asked) -> Funnel:
    """How far the deals got, in three statements."""
    stages = stages_of(session, asked.process_id)
    groups = _groups(session, actor, asked, stages)
    entered = _entered(session, actor, asked)

    def count(wanted: Callable[[Group], bool]) -> int:
        return sum(group.count for group in groups if wanted(group))

    def became(what: str) -> int:
        return count(lambda group: group.outcome == what)

    def of_stage(place: int, stage: Stage) -> FunnelStage:
        reached = [group for group in groups if group.furthest >= place or group.outcome == DealStatus.WON]
        here = [group for group in groups if group.stage_id == stage.id]
        return FunnelStage(
            stage,
            sum(group.count for group in reached),
            added(group.amounts for group in reached),
            entered.get(stage.id, 0),
            sum(group.count for group in here if group.outcome == DealStatus.OPEN),
            sum(group.count for group in here if group.outcome == DealStatus.LOST),
        )

    return Funnel(
        [of_stage(place, stage) for place, stage in enumerate(stages)],
        count(lambda _group: True),
        became(DealStatus.WON),
        added(group.amounts for group in groups if group.outcome == DealStatus.WON),
        became(DealStatus.OPEN),
        became(DealStatus.LOST),
        became(MOVED),
    )


def _groups(session: Session, actor: Actor, asked: Asked, stages: Sequence[Stage]) -> list[Group]:
    places: dict[Any, int] = {stage.id: place for place, stage in enumerate(stages)}
    query = select(
        _furthest(places).label("furthest"),
        Sale.stage_id.label("stands_in"),
        outcome(asked).label("ended"),
        Sale.currency.label("in_currency"),
        func.count(),
        *amount_sums(session),
    ).where(counted(actor, asked))
    rows = session.execute(query.group_by("furthest", "stands_in", "ended", "in_currency"))
    return [
        Group(furthest, stage_id, ended, count, {currency: whole_sum(high, low)})
        for furthest, stage_id, ended, currency, count, high, low in rows
    ]


def _furthest(places: dict[Any, int]) -> Any:
    """The place of the furthest stage that a deal was in, in the process as it is today; deleted stages have none."""
    if not places:
        return literal(NOWHERE)
    place = case(places, value=StageVisit.stage_id, else_=NOWHERE)
    visited = select(func.max(place)).where(StageVisit.deal_id == Sale.id).scalar_subquery()
    return func.coalesce(visited, NOWHERE)


def _entered(session: Session, actor: Actor, asked: Asked) -> dict[int, int]:
    query = (
        select(StageVisit.stage_id, func.count(StageVisit.deal_id.distinct()))
        .join(Sale, Sale.id == StageVisit.deal_id)
        .where(counted(actor, asked))
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(StageVisit.stage_id))}
