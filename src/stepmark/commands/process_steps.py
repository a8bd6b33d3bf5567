"""Steps of a process: added, changed, moved, deleted and restored. Ticks and tasks on deals always stay as rows."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from stepmark.commands.bindings import suspend_broken
from stepmark.commands.process_rows import change, happened, place, stage_to_change, step_to_change, steps_of
from stepmark.commands.process_values import position_in, step_values
from stepmark.commands.record_rows import require_version
from stepmark.commands.stages import id_in
from stepmark.commands.work import Work
from stepmark.domain.processes import Stage, Step
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

Raw = Mapping[str, Any]


def add_step(work: Work, stage_id: int, raw: Raw) -> int:
    """A new step in a stage, at its end or at `position`. Returns its id."""
    stage = stage_to_change(work, stage_id)
    step = insert_step(work, stage, step_values(raw, new=True), position_in(raw))
    return step.id


def update_step(work: Work, step_id: int, raw: Raw, *, version: int | None = None, strict: bool = False) -> None:
    """Change a step, and move it when `stage_id` or `position` say so. Once it needs a note or makes a task it can't
    be bound any more: its binding is suspended (I4).
    """
    step = step_to_change(work, step_id)
    change_step(work, step, step_values(raw, new=False), version, strict=strict)
    stage_id, position = id_in(raw, "stage_id"), position_in(raw)
    if position is not None or stage_id not in (None, step.stage_id):
        put(work, step, _stage_for(work, step, stage_id or step.stage_id), position)


def move_step(work: Work, step_id: int, stage_id: int, position: int | None = None) -> None:
    """Move a step within its stage or to another stage of its process, at a place from 0 or at the end."""
    step = step_to_change(work, step_id)
    put(work, step, _stage_for(work, step, stage_id), position)


def delete_step(work: Work, step_id: int, *, version: int | None = None) -> None:
    """Take a step off all checklists, restorably. Its binding is suspended; its ticks and tasks stay as rows (I12)."""
    step = step_to_change(work, step_id)
    require_version(step, version)
    drop_steps(work, [step], now())


def restore_step(work: Work, step_id: int) -> None:
    """Bring a deleted step back to the end of its stage, with the ticks that it had. Its binding stays off."""
    step = step_to_change(work, step_id, deleted=True)
    stage = work.session.get_one(Stage, step.stage_id)
    if stage.is_deleted:
        text = _("The stage of this step was deleted. Restore the stage, and its steps come back with it.")
        raise Problem("broken-reference", text, field="stage_id")
    bring_back(work, [step])


def insert_step(work: Work, stage: Stage, values: Mapping[str, Any], position: int | None = None) -> Step:
    """A new step in a stage that is locked with its process."""
    step = Step(process_id=stage.process_id, stage_id=stage.id, **values)
    work.session.add(step)
    place(steps_of(work, stage.id), step, position)
    work.session.flush()
    happened(work, "created", step, {key: (None, value) for key, value in values.items() if value})
    return step


def change_step(
    work: Work, step: Step, values: Mapping[str, Any], version: int | None = None, *, strict: bool = False
) -> None:
    """Change a step that is locked with its process."""
    change(work, step, values, version, strict=strict)
    if step.needs_more_than_a_tick:
        suspend_broken(work, [step.id])


def drop_steps(work: Work, steps: Collection[Step], at: datetime) -> None:
    """Delete steps that are locked with their process. Those of a deleted stage share its moment, to return with it."""
    for step in steps:
        step.deleted_at = at
        step.touch()
        happened(work, "deleted", step)
    suspend_broken(work, [step.id for step in steps])


def bring_back(work: Work, steps: Collection[Step]) -> None:
    """Restore deleted steps of one stage, which are locked with their process, to the end of their stage."""
    for step in steps:
        place(steps_of(work, step.stage_id), step, None)
        step.deleted_at = None
        step.touch()
        happened(work, "restored", step)
        work.session.flush()


def put(work: Work, step: Step, stage: Stage, position: int | None) -> None:
    """Put a step that is locked with its process at a place, from 0 or the end, in a stage of that process."""
    before = {"stage_id": step.stage_id, "position": steps_of(work, step.stage_id).index(step)}
    step.stage_id = stage.id
    place(steps_of(work, stage.id), step, position)
    changes = {key: (value, getattr(step, key)) for key, value in before.items() if value != getattr(step, key)}
    if changes:
        step.touch()
        happened(work, "moved", step, changes)


def _stage_for(work: Work, step: Step, stage_id: int) -> Stage:
    stage = work.session.get(Stage, stage_id)
    if stage is None or stage.is_deleted or stage.process_id != step.process_id:
        raise Problem("broken-reference", _("Choose a stage of the same process."), field="stage_id")
    return stage
