"""How often steps are ticked, how soon, and whether it goes with winning."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.processes import Stage, Step
from stepmark.domain.rights import Actor
from stepmark.domain.ticks import StageVisit, Tick
from stepmark.queries.reports.counted import Asked, counted, outcome
from stepmark.queries.reports.figures import Quartiles, Query, quartiles, streamed


@dataclass(frozen=True)
class StepFigures:
    """One step: among the deals that entered its stage, by their outcome, all of them and those with the tick."""

    step: Step
    stage: Stage
    entered: Mapping[str, int]
    ticked: Mapping[str, int]
    took: Quartiles | None

    @property
    def done(self) -> int:
        """How many deals have it ticked."""
        return sum(self.ticked.values())

    @property
    def seen(self) -> int:
        """How many deals were in its stage."""
        return sum(self.entered.values())

    @property
    def won_with(self) -> tuple[int, int]:
        """Of the closed deals with the tick: how many were won, and how many there are."""
        return _won(self.ticked)

    @property
    def won_without(self) -> tuple[int, int]:
        """Of the closed deals without it: how many were won, and how many there are."""
        return _won(Counter(self.entered) - Counter(self.ticked))

    @property
    def died(self) -> int:
        """How many deals were lost while it was open."""
        return self.entered.get(DealStatus.LOST, 0) - self.ticked.get(DealStatus.LOST, 0)


def step_completion(session: Session, actor: Actor, asked: Asked) -> list[StepFigures]:
    """By step in their order, in three statements."""
    entered, ticked = defaultdict[int, Counter[str]](Counter), defaultdict[int, Counter[str]](Counter)
    lengths: dict[int, array[int]] = defaultdict(lambda: array("q"))
    for stage_id, ended, count in session.execute(_entered(actor, asked)):
        entered[stage_id][ended] = count
    for step_id, ended, took in streamed(session, _ticked(actor, asked)):
        ticked[step_id][ended] += 1
        if took is not None:
            lengths[step_id].append(max(took, 0))
    return [
        StepFigures(step, stage, entered[stage.id], ticked[step.id], quartiles(lengths[step.id]))
        for step, stage in session.execute(_steps(asked))
    ]


def _won(outcomes: Mapping[str, int]) -> tuple[int, int]:
    won = outcomes.get(DealStatus.WON, 0)
    return won, won + outcomes.get(DealStatus.LOST, 0)


def _entered(actor: Actor, asked: Asked) -> Query:
    return (
        select(StageVisit.stage_id, outcome(asked).label("ended"), func.count(StageVisit.deal_id.distinct()))
        .join(Sale, Sale.id == StageVisit.deal_id)
        .where(counted(actor, asked))
        .group_by(StageVisit.stage_id, "ended")
    )


def _ticked(actor: Actor, asked: Asked) -> Query:
    """The ticks that stand, with the seconds since the deal first entered the step's stage, below 0 for those before.

    What an import ticks on deals that ended long ago has no time, as it says nothing about how soon it was done.
    """
    deals = _first_entries(actor, asked)
    took = case((Tick.at > deals.c.closed_at, None), else_=func.seconds_of(Tick.at) - deals.c.entry)
    return (
        select(Tick.step_id, deals.c.ended, took)
        .join(Step, Step.id == Tick.step_id)
        .join(deals, and_(deals.c.deal_id == Tick.deal_id, deals.c.stage_id == Step.stage_id))
        .where(Tick.ended_at.is_(None), Step.process_id == asked.process_id, Step.deleted_at.is_(None))
    )


def _first_entries(actor: Actor, asked: Asked) -> Any:
    first = func.seconds_of(func.min(StageVisit.entered_at)).label("entry")
    return (
        select(StageVisit.deal_id, StageVisit.stage_id, first, Sale.closed_at, outcome(asked).label("ended"))
        .join(Sale, Sale.id == StageVisit.deal_id)
        .where(counted(actor, asked))
        .group_by(StageVisit.deal_id, StageVisit.stage_id, Sale.id)
        .subquery()
    )


def _steps(asked: Asked) -> Query:
    return (
        select(Step, Stage)
        .join(Stage, Stage.id == Step.stage_id)
        .where(Step.process_id == asked.process_id, Step.deleted_at.is_(None), Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id, Step.position, Step.id)
    )
