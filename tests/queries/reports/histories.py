"""Made-up histories of deals: as plain values to count by hand, and as rows in a database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import delete

from stepmark.domain.deals import Deal
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import StageVisit, Tick
from stepmark.platform.clock import now
from tests.cast import Cast

START = datetime(2026, 3, 1, 0, 20, tzinfo=UTC)
GONE, AWAY = 3, 4


@dataclass(frozen=True)
class Past:
    """One deal. Times are hours since its creation; places and steps count from 0, members stand in `People`."""

    created: int
    stays: list[tuple[int, int]]
    ending: tuple[str, int]
    ticks: list[tuple[int, int, bool]]
    amount: tuple[int | None, str]
    responsible: int
    binned: bool
    task_done: int | None

    @property
    def created_at(self) -> datetime:
        """When it was made."""
        return START + timedelta(hours=self.created)

    @property
    def closed_at(self) -> datetime | None:
        """When it was won or lost, if it was."""
        status, hours = self.ending
        return None if status == "open" else self.created_at + timedelta(hours=hours)

    @property
    def visits(self) -> list[tuple[int, datetime, datetime | None]]:
        """(stage, entered, left) one after the other; the last has not been left."""
        ends = list(accumulate((hours for _stage, hours in self.stays), initial=0))
        moments = [self.created_at + timedelta(hours=hours) for hours in ends]
        last = len(self.stays) - 1
        return [
            (stage, entered, None if number == last else left)
            for number, ((stage, _hours), (entered, left)) in enumerate(zip(self.stays, pairwise(moments), strict=True))
        ]


HOURS = st.integers(0, 900)
PASTS = st.builds(
    Past,
    created=st.integers(0, 3000),
    stays=st.lists(st.tuples(st.integers(0, AWAY), HOURS), min_size=1, max_size=5),
    ending=st.tuples(st.sampled_from(["open", "won", "lost"]), HOURS),
    ticks=st.lists(st.tuples(st.integers(0, 9), HOURS, st.booleans()), max_size=6, unique_by=lambda tick: tick[0]),
    amount=st.tuples(st.sampled_from([None, 0, 1999, -250, 10**17 - 1]), st.sampled_from(["EUR", "PLN"])),
    responsible=st.integers(0, 2),
    binned=st.integers(0, 9).map(lambda dice: dice == 0),
    task_done=st.one_of(st.none(), HOURS),
)


@dataclass
class World:
    """The cast's process with a deleted stage and a deleted step beside it, and a second process."""

    cast: Cast
    stages: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    members: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        cast = self.cast
        process_id = cast.process_id
        gone = cast.put(Stage(process_id=process_id, name="Gone", position=1, deleted_at=now()))
        other = cast.put(Process(name="After-sales"))
        away = cast.put(Stage(process_id=other, name="Away", position=0))
        dropped = cast.put(
            Step(process_id=process_id, stage_id=cast.stages[0], name="Dropped", position=9, deleted_at=now())
        )
        self.stages = [*cast.stages, gone, away]
        self.steps = [*cast.steps, dropped]
        self.members = [cast.anna.member_id, cast.boris.member_id, None]
        self._other = other

    def tell(self, pasts: list[Past]) -> None:
        """Put these deals in place of those that were there."""
        cast = self.cast
        with cast.database.writing(cast.anna.workspace_id) as session:
            session.execute(delete(Deal))
            deals = [self._deal(past) for past in pasts]
            session.add_all(deals)
            session.flush()
            for past, deal in zip(pasts, deals, strict=True):
                session.add_all(self._rows(past, deal.id))
            session.commit()

    def _deal(self, past: Past) -> Deal:
        amount, currency = past.amount
        last = past.stays[-1][0]
        return Deal(
            title="Deal",
            process_id=self._other if last == AWAY else self.cast.process_id,
            stage_id=self.stages[last],
            amount_minor=amount,
            currency=currency,
            responsible_id=self.members[past.responsible],
            status=past.ending[0],
            closed_at=past.closed_at,
            created_at=past.created_at,
            deleted_at=now() if past.binned else None,
        )

    def _rows(self, past: Past, deal_id: int) -> list[Any]:
        anna = self.cast.anna.member_id
        visits = [
            StageVisit(deal_id=deal_id, stage_id=self.stages[stage], entered_at=entered, left_at=left)
            for stage, entered, left in past.visits
        ]
        ticks = [
            Tick(deal_id=deal_id, step_id=self.steps[step], member_id=anna, cause="person", at=at, ended_at=ended)
            for step, hours, stands in past.ticks
            for at in [past.created_at + timedelta(hours=hours)]
            for ended in [None if stands else at]
        ]
        tasks = [
            Task(title="Call", deal_id=deal_id, done_at=past.created_at + timedelta(hours=hours), done_by=anna)
            for hours in [past.task_done]
            if hours is not None
        ]
        return [*visits, *ticks, *tasks]
