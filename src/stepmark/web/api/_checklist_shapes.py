"""A deal's checklist as programs read it: what is ticked and why, and what the rest waits for."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import kind_of_record
from stepmark.domain.deals import Sale
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick, TickCause
from stepmark.platform.i18n import text_of
from stepmark.queries.bindings import SYSTEM_LABELS
from stepmark.queries.checklist import StepState, checklist_of
from stepmark.queries.fields import fields_of
from stepmark.queries.record_shapes import moment
from stepmark.web.api._bodies import RowId


class Progress(BaseModel):
    """How far a deal has come."""

    ticked: int
    total: int


class TickedBy(BaseModel):
    """The member whose change ticked the step."""

    id: RowId
    name: str


class Cause(BaseModel):
    """Why a step is ticked: by a person, a filled field, finished tasks or a rule. `name` says which, for people."""

    model_config = ConfigDict(extra="allow")

    kind: str
    name: str | None


class StepTask(BaseModel):
    """A task under a step; GET /tasks/{id} tells the rest."""

    id: RowId
    title: str
    type: str
    due_at: str | None
    done: bool
    done_at: str | None
    responsible_id: RowId | None


class StepShape(BaseModel):
    """One step on one deal. `waits_for` names what is missing: "note", "field:<key>", "tasks" or "person"."""

    id: RowId
    name: str
    guidance: str
    required: bool
    needs_note: bool
    makes_task: bool
    bound_to: str | None
    ticked: bool
    ticked_at: str | None
    ticked_by: TickedBy | None
    note: str | None
    cause: Cause | None
    waits_for: list[str]
    tasks: list[StepTask]


class StageShape(BaseModel):
    """One stage with its steps."""

    id: RowId
    name: str
    steps: list[StepShape]


class ChecklistShape(BaseModel):
    """The checklist of one deal."""

    deal_id: RowId
    progress: Progress
    stages: list[StageShape]


def checklist_shape(session: Session, actor: Actor, deal_id: int) -> ChecklistShape:
    """The checklist of a deal that the caller is known to see."""
    deal = session.get_one(Sale, deal_id)
    checklist = checklist_of(session, deal, actor)
    labels = {
        key.removeprefix("custom."): field.name for key, field in fields_of(session, kind_of_record(deal)).items()
    }
    labels |= {key: str(text_of(label)) for key, label in SYSTEM_LABELS.items()}
    return ChecklistShape(
        deal_id=deal_id,
        progress=Progress(ticked=checklist.ticked, total=checklist.total),
        stages=[
            StageShape(id=each.stage.id, name=each.stage.name, steps=[_step(state, labels) for state in each.steps])
            for each in checklist.stages
        ],
    )


def _step(state: StepState, labels: dict[str, str]) -> StepShape:
    step, tick = state.step, state.tick
    return StepShape(
        id=step.id,
        name=step.name,
        guidance=step.guidance,
        required=step.required,
        needs_note=step.needs_note,
        makes_task=step.makes_task,
        bound_to=state.bound.binding.field if state.bound else None,
        ticked=state.is_ticked,
        ticked_at=moment(tick.at) if tick else None,
        ticked_by=TickedBy(id=tick.member_id, name=state.ticked_by) if tick and tick.member_id else None,
        note=(tick.note or None) if tick else None,
        cause=_cause(tick, state.ticked_by, labels) if tick else None,
        waits_for=state.waits_for,
        tasks=[_task(task) for task in state.shown_tasks],
    )


def _cause(tick: Tick, ticked_by: str, labels: dict[str, str]) -> Cause:
    details: dict[str, Any] = tick.cause_details or {}
    name = details.get("name")
    if tick.cause == TickCause.PERSON:
        name = ticked_by or None
    elif tick.cause == TickCause.FIELD:
        key = str(details.get("field", "")).removeprefix("custom.")
        name = labels.get(key, key)
    return Cause(**{**details, "kind": tick.cause, "name": name})


def _task(task: Task) -> StepTask:
    return StepTask(
        id=task.id,
        title=task.title,
        type=task.type,
        due_at=moment(task.due_at),
        done=task.is_done,
        done_at=moment(task.done_at),
        responsible_id=task.responsible_id,
    )
