"""Processes with their stages and steps, as lists, the editor and the API show them: constant statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Process, Stage, Step
from stepmark.queries.bindings import BindingRow, binding_rows


@dataclass(frozen=True)
class StepShape:
    """A step, and what it is bound to."""

    step: Step
    bound: BindingRow | None


@dataclass(frozen=True)
class StageShape:
    """A stage with its steps in order, and how many live deals stand in it."""

    stage: Stage
    deals: int
    steps: list[StepShape] = field(default_factory=list)


@dataclass(frozen=True)
class ProcessShape:
    """A process with its stages in order."""

    process: Process
    stages: list[StageShape]

    @property
    def deals(self) -> int:
        """How many live deals are in it."""
        return sum(stage.deals for stage in self.stages)

    @property
    def steps(self) -> int:
        """How many steps it has."""
        return sum(len(stage.steps) for stage in self.stages)


@dataclass(frozen=True)
class Deleted:
    """What was deleted from a process and can be restored. A stage brings back the steps deleted with it."""

    stages: Sequence[Stage]
    steps: Sequence[tuple[Step, Stage]]


def processes(session: Session, kind: str | None = None) -> list[Process]:
    """The live processes for deals, then those for leads, or those of one kind, in their order."""
    query = select(Process).where(Process.deleted_at.is_(None)).order_by(Process.kind)
    if kind is not None:
        query = query.where(Process.kind == kind)
    return list(session.scalars(query.order_by(Process.position, Process.id)))


def process_page(session: Session, *, after: int, limit: int) -> list[Process]:
    """Live processes by id, beyond the id `after`."""
    query = select(Process).where(Process.deleted_at.is_(None), Process.id > after)
    return list(session.scalars(query.order_by(Process.id).limit(limit)))


def deleted_processes(session: Session) -> list[Process]:
    """The deleted ones, the latest first."""
    query = select(Process).where(Process.deleted_at.is_not(None))
    return list(session.scalars(query.order_by(Process.deleted_at.desc(), Process.id)))


def live_process(session: Session, process_id: int) -> Process | None:
    """One live process."""
    process = session.get(Process, process_id)
    return None if process is None or process.is_deleted else process


def live_stage(session: Session, stage_id: int) -> Stage | None:
    """One live stage of a live process."""
    stage = session.get(Stage, stage_id)
    if stage is None or stage.is_deleted or live_process(session, stage.process_id) is None:
        return None
    return stage


def shapes_of(session: Session, found: Sequence[Process]) -> list[ProcessShape]:
    """These processes whole, in four statements however many they are."""
    ids = [process.id for process in found]
    bound = {row.step.id: row for row in binding_rows(session, Binding.process_id.in_(ids))}
    deals = _deals_by_stage(session, ids)
    steps = _steps(session, ids)
    stages: Mapping[int, list[StageShape]] = defaultdict(list)
    for stage in _stages(session, ids):
        of_stage = [StepShape(step, bound.get(step.id)) for step in steps[stage.id]]
        stages[stage.process_id].append(StageShape(stage, deals.get(stage.id, 0), of_stage))
    return [ProcessShape(process, stages[process.id]) for process in found]


def stage_shape(session: Session, stage: Stage) -> StageShape:
    """One live stage with its steps."""
    shape = shapes_of(session, [session.get_one(Process, stage.process_id)])[0]
    return next(each for each in shape.stages if each.stage.id == stage.id)


def deleted_from(session: Session, process: Process) -> Deleted:
    """The deleted stages of a process, and the steps deleted from its live stages, the latest first."""
    stages = select(Stage).where(Stage.process_id == process.id, Stage.deleted_at.is_not(None))
    steps = (
        select(Step, Stage)
        .join(Stage, Stage.id == Step.stage_id)
        .where(Step.process_id == process.id, Step.deleted_at.is_not(None), Stage.deleted_at.is_(None))
    )
    return Deleted(
        session.scalars(stages.order_by(Stage.deleted_at.desc(), Stage.id)).all(),
        [(step, stage) for step, stage in session.execute(steps.order_by(Step.deleted_at.desc(), Step.id))],
    )


def _stages(session: Session, process_ids: Sequence[int]) -> Sequence[Stage]:
    query = select(Stage).where(Stage.process_id.in_(process_ids), Stage.deleted_at.is_(None))
    return session.scalars(query.order_by(Stage.position, Stage.id)).all()


def _steps(session: Session, process_ids: Sequence[int]) -> Mapping[int, list[Step]]:
    query = select(Step).where(Step.process_id.in_(process_ids), Step.deleted_at.is_(None))
    steps: Mapping[int, list[Step]] = defaultdict(list)
    for step in session.scalars(query.order_by(Step.position, Step.id)):
        steps[step.stage_id].append(step)
    return steps


def _deals_by_stage(session: Session, process_ids: Sequence[int]) -> dict[int, int]:
    query = select(Sale.stage_id, func.count().label("deals")).where(
        Sale.process_id.in_(process_ids), Sale.deleted_at.is_(None)
    )
    return {row.stage_id: row.deals for row in session.execute(query.group_by(Sale.stage_id))}
