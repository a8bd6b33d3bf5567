"""The checklist of a deal or lead: read it, tick and untick its steps, and hang tasks on them."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from stepmark.catalogue.kinds import SALES, TASK, Kind
from stepmark.commands.access import not_found
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.queries.record_page import seen_record
from stepmark.queries.record_shapes import record_shape
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiSalesperson, ApiViewer
from stepmark.web.api._checklist_shapes import ChecklistShape, checklist_shape
from stepmark.web.api._models import record_model, step_task_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._records_in import step_task_values

router = APIRouter(prefix="/api/v1", tags=["checklist"], responses=REFUSALS)
_NewTask = step_task_model()


class NewTick(BaseModel):
    """What a tick brings along where its step asks for it: a note, and the value of the field that it is bound to."""

    model_config = ConfigDict(extra="forbid")

    note: str | None = None
    value: Any = Field(default=None, description="The value of the bound field, as the field takes it.")


def _add(kind: Kind) -> None:
    one = f"/{kind.plural}/{{deal_id}}"
    step = one + "/steps/{step_id}"

    @router.get(f"{one}/checklist", response_model=ChecklistShape, summary=f"Read a {kind.name}'s checklist")
    def show(caller: ApiViewer, deal_id: PathId) -> Response:
        """Stages, steps, why each is ticked, and what each still waits for."""
        with caller.reading() as session:
            if seen_record(session, kind, caller.actor, deal_id) is None:
                raise not_found()
        return caller.answer(lambda session: checklist_shape(session, caller.actor, deal_id))

    @router.put(f"{step}/tick", response_model=ChecklistShape, summary="Tick a step")
    def tick(caller: ApiSalesperson, deal_id: PathId, step_id: PathId, body: NewTick | None = None) -> Response:
        """Ticking a ticked step changes nothing. Answers with the checklist."""
        given = body or NewTick()
        caller.run(tick_step, deal_id, step_id, given.note or "", given.value)
        return caller.answer(lambda session: checklist_shape(session, caller.actor, deal_id))

    @router.delete(f"{step}/tick", response_model=ChecklistShape, summary="Reopen a step")
    def untick(caller: ApiSalesperson, deal_id: PathId, step_id: PathId) -> Response:
        """Reopening an open step changes nothing. Answers with the checklist."""
        caller.run(untick_step, deal_id, step_id)
        return caller.answer(lambda session: checklist_shape(session, caller.actor, deal_id))

    @router.post(f"{step}/tasks", status_code=201, response_model=record_model(TASK), summary="Hang a task on a step")
    def add_task(caller: ApiSalesperson, deal_id: PathId, step_id: PathId, body: _NewTask) -> Response:  # type: ignore[valid-type]  # made from the catalogue
        """The task belongs to the deal's responsible member unless it says otherwise; the fourth is `step-limit`."""
        return caller.created(
            lambda session, task_id: record_shape(session, TASK, task_id),
            add_task_to_step,
            deal_id,
            step_id,
            step_task_values(body, deal_id),
        )


for each in SALES:
    _add(each)
