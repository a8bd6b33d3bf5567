"""How long deals stay in each stage."""

from array import array
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import Session

from stepmark.domain.deals import Sale
from stepmark.domain.processes import Stage
from stepmark.domain.rights import Actor
from stepmark.domain.ticks import StageVisit
from stepmark.platform.clock import now
from stepmark.queries.deal_pages import stages_of
from stepmark.queries.reports.counted import Asked, counted
from stepmark.queries.reports.figures import Quartiles, Query, length, quartiles, streamed


@dataclass(frozen=True)
class StageTime:
    """One stage: how long the stays took that are over, and how long ago those began that last; None without any."""

    stage: Stage
    finished: Quartiles | None
    lasting: Quartiles | None


def stage_times(session: Session, actor: Actor, asked: Asked) -> list[StageTime]:
    """By stage in their order, in two statements. A stay is over when the deal leaves the stage or is closed in it."""
    lengths: dict[tuple[int, int], array[int]] = defaultdict(lambda: array("q"))
    for stage_id, is_over, took in streamed(session, _stays(actor, asked, now())):
        lengths[stage_id, is_over].append(took)
    return [
        StageTime(stage, quartiles(lengths[stage.id, 1]), quartiles(lengths[stage.id, 0]))
        for stage in stages_of(session, asked.process_id)
    ]


def _stays(actor: Actor, asked: Asked, moment: datetime) -> Query:
    left, closed = StageVisit.left_at, Sale.closed_at
    end: ColumnElement[Any] = case((or_(closed.is_(None), left <= closed), left), else_=closed)
    took = case((end.is_(None), length(StageVisit.entered_at, moment)), else_=length(StageVisit.entered_at, end))
    return (
        select(StageVisit.stage_id, case((end.is_(None), 0), else_=1).label("over"), took.label("took"))
        .join(Sale, Sale.id == StageVisit.deal_id)
        .join(Stage, Stage.id == StageVisit.stage_id)
        .where(counted(actor, asked), Stage.process_id == asked.process_id, Stage.deleted_at.is_(None))
        # A closed deal that was carried over with its stage did not stay in the next one.
        .where(or_(closed.is_(None), StageVisit.entered_at <= closed))
    )
