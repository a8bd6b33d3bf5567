"""Stages of a process: added, changed, put in order, deleted (their deals move on first) and restored."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from stepmark.commands.process_deals import carry_over
from stepmark.commands.process_rows import (
    change,
    happened,
    place,
    process_to_change,
    stage_to_change,
    stages_of,
    steps_of,
)
from stepmark.commands.process_steps import bring_back, drop_steps
from stepmark.commands.process_values import position_in, stage_values
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.processes import Process, Stage, Step
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _, ngettext_lazy

Raw = Mapping[str, Any]


def add_stage(work: Work, process_id: int, raw: Raw) -> int:
    """A new stage, at the end of the process or at `position`. Returns its id."""
    process = process_to_change(work, process_id)
    stage = insert_stage(work, process, stage_values(raw, new=True), position_in(raw))
    return stage.id


def update_stage(work: Work, stage_id: int, raw: Raw, *, version: int | None = None, strict: bool = False) -> None:
    """Rename a stage, or move it to the place, from 0, that `position` names."""
    stage = stage_to_change(work, stage_id)
    change(work, stage, stage_values(raw, new=False), version, strict=strict)
    position = position_in(raw)
    if position is not None:
        move_to(work, stage, position)


def delete_stage(work: Work, stage_id: int, move_to_id: int | None = None, *, version: int | None = None) -> None:
    """Take a stage with its steps out of the process, restorably. Its deals move to another stage of the process first;
    while it has live ones and none is named, this is refused (`in-use`, with how many).
    """
    stage = stage_to_change(work, stage_id)
    require_version(stage, version)
    others = [each for each in stages_of(work, stage.process_id) if each.id != stage.id]
    target = _target(work, stage, others, move_to_id)
    if target is not None:
        carry_over(work, stage, target)
    stage.deleted_at = now()
    stage.touch()
    happened(work, "deleted", stage)
    drop_steps(work, steps_of(work, stage.id), stage.deleted_at)


def restore_stage(work: Work, stage_id: int) -> None:
    """Bring a deleted stage back to its place, with the steps that were deleted with it."""
    stage = stage_to_change(work, stage_id, deleted=True)
    together = select(Step).where(Step.stage_id == stage.id, Step.deleted_at == stage.deleted_at)
    steps = list(work.session.scalars(together.order_by(Step.position, Step.id)))
    place(stages_of(work, stage.process_id), stage, stage.position)
    stage.deleted_at = None
    stage.touch()
    happened(work, "restored", stage)
    bring_back(work, steps)


def insert_stage(work: Work, process: Process, values: Mapping[str, Any], position: int | None = None) -> Stage:
    """A new stage of a process that is locked."""
    stage = Stage(process_id=process.id, **values)
    work.session.add(stage)
    place(stages_of(work, process.id), stage, position)
    work.session.flush()
    happened(work, "created", stage, {"name": (None, stage.name)})
    return stage


def move_to(work: Work, stage: Stage, position: int) -> None:
    """Put a stage that is locked with its process at a place from 0."""
    stages = stages_of(work, stage.process_id)
    before = stages.index(stage)
    place(stages, stage, position)
    if stage.position != before:
        stage.touch()
        happened(work, "moved", stage, {"position": (before, stage.position)})


def _target(work: Work, stage: Stage, others: list[Stage], move_to_id: int | None) -> Stage | None:
    """Where the stage's deals go. With only binned ones it is a neighbour, so that they can be restored."""
    if move_to_id is not None:
        chosen = next((each for each in others if each.id == move_to_id), None)
        if chosen is None:
            raise Invalid({"move_to": _("Choose another stage of the same process.")})
        return chosen
    count = work.session.scalar(
        select(func.count()).select_from(Sale).where(Sale.stage_id == stage.id, Sale.deleted_at.is_(None))
    )
    if count:
        text = ngettext_lazy(
            "%(num)s deal is in this stage. Choose the stage that it moves to.",
            "%(num)s deals are in this stage. Choose the stage that they move to.",
            count,
        )
        raise Problem("in-use", text, field="move_to", deals=count)
    return next((each for each in reversed(others) if each.position < stage.position), next(iter(others), None))
