"""A process given as a whole: its stages in order, each with its steps in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from stepmark.commands.process_rows import change, stages_of
from stepmark.commands.process_stages import insert_stage, move_to
from stepmark.commands.process_steps import change_step, insert_step, put
from stepmark.commands.process_values import stage_values, step_values
from stepmark.commands.stages import id_in
from stepmark.commands.work import Work
from stepmark.domain.processes import Process, Stage, Step
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _

Raw = Mapping[str, Any]


def add_shape(work: Work, process: Process, raw: Any) -> None:
    """Give a new process its stages and steps."""
    for number, each in enumerate(_rows(raw, "stages")):
        _refuse_id(each, f"stages.{number}.")
        stage = insert_stage(work, process, stage_values(each, new=True, at=f"stages.{number}."))
        _add_steps(work, stage, each, f"stages.{number}.steps")


def fit_shape(work: Work, process: Process, raw: Any) -> None:
    """Bring a process's stages, and the steps of those stages that list them, into the given shape and order.

    Nothing is deleted by leaving it out, as that could be an oversight: it is refused, by name.
    """
    rows = _rows(raw, "stages")
    stages = {stage.id: stage for stage in stages_of(work, process.id)}
    steps = _steps(work, process)
    _refuse_missing("stages", stages, rows)
    listing = [each for each in rows if "steps" in each]
    owed = {id_in(each, "id") for each in listing}
    _refuse_missing(
        "steps",
        {step.id: step for step in steps.values() if step.stage_id in owed},
        [step for each in listing for step in _rows(each["steps"], "steps")],
    )
    for number, each in enumerate(rows):
        at = f"stages.{number}."
        stage = _fit_stage(work, process, stages, each, number, at)
        if "steps" in each:
            _fit_steps(work, stage, steps, _rows(each["steps"], at + "steps"), at + "steps")


def _fit_stage(work: Work, process: Process, stages: Mapping[int, Stage], raw: Raw, number: int, at: str) -> Stage:
    stage_id = id_in(raw, "id")
    if stage_id is None:
        return insert_stage(work, process, stage_values(raw, new=True, at=at), number)
    if stage_id not in stages:
        raise Invalid({at + "id": _("There is no such stage in this process.")})
    stage = stages[stage_id]
    change(work, stage, stage_values(raw, new=False, at=at))
    move_to(work, stage, number)
    return stage


def _fit_steps(work: Work, stage: Stage, steps: Mapping[int, Step], rows: Sequence[Raw], at: str) -> None:
    for number, each in enumerate(rows):
        place = f"{at}.{number}."
        step_id = id_in(each, "id")
        if step_id is None:
            insert_step(work, stage, step_values(each, new=True, at=place), number)
        elif step_id not in steps:
            raise Invalid({place + "id": _("There is no such step in this process.")})
        else:
            change_step(work, steps[step_id], step_values(each, new=False, at=place))
            put(work, steps[step_id], stage, number)


def _add_steps(work: Work, stage: Stage, raw: Raw, at: str) -> None:
    for number, each in enumerate(_rows(raw.get("steps"), at)):
        _refuse_id(each, f"{at}.{number}.")
        insert_step(work, stage, step_values(each, new=True, at=f"{at}.{number}."))


def _rows(raw: Any, at: str) -> Sequence[Raw]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(isinstance(each, Mapping) for each in raw):
        raise Invalid({at: _("Give a list.")})
    return raw


def _refuse_id(raw: Raw, at: str) -> None:
    if raw.get("id") is not None:
        raise Invalid({at + "id": _("A new process has no ids yet. Leave this out.")})


def _refuse_missing(key: str, known: Mapping[int, Stage] | Mapping[int, Step], rows: Sequence[Raw]) -> None:
    listed = {id_in(each, "id") for each in rows}
    missing = [row.name for row_id, row in known.items() if row_id not in listed]
    if missing:
        text = _("The list leaves out: %(names)s. Add them, or delete them one by one.", names=", ".join(missing))
        raise Invalid({key: text})


def _steps(work: Work, process: Process) -> dict[int, Step]:
    query = select(Step).where(Step.process_id == process.id, Step.deleted_at.is_(None))
    return {step.id: step for step in work.session.scalars(query)}
