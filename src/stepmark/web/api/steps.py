"""Steps of processes."""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from stepmark.commands.process_steps import delete_step, restore_step, update_step
from stepmark.domain.processes import Step
from stepmark.queries.process_usage import step_usage
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._process_bodies import StepChange
from stepmark.web.api._process_shapes import StepOut, StepUse, step_out
from stepmark.web.api._versions import etag, if_match
from stepmark.web.process_parts import live_row

router = APIRouter(prefix="/api/v1/steps", tags=["processes"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


@router.get("/{step_id}", response_model=StepOut, **_ONE)
def show(caller: ApiViewer, step_id: PathId) -> Response:
    """Read a step."""
    with caller.reading() as session:
        step = shown_step(session, step_id)
    return json_answer(step, headers=etag(step.version))


@router.get("/{step_id}/usage", response_model=StepUse)
def show_usage(caller: ApiAdministrator, step_id: PathId) -> Response:
    """Read what depends on a step, before it is deleted or made stricter."""
    with caller.reading() as session:
        usage = step_usage(session, live_row(session, Step, step_id))
    bound = usage.bound.binding.id if usage.bound else None
    return json_answer(StepUse(binding_id=bound, ticked=usage.ticked, tasks=usage.tasks, held=usage.held))


@router.patch("/{step_id}", response_model=StepOut, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, step_id: PathId, body: StepChange) -> Response:
    """Change or move a step. Once it needs a note or makes a task, its binding is suspended."""
    caller.run(update_step, step_id, body.raw(), version=if_match(caller.request), strict=True)
    return show(caller, step_id)


@router.delete("/{step_id}", status_code=204, **_VERSIONED)
def delete(caller: ApiAdministrator, step_id: PathId) -> None:
    """Delete a step. Its binding is suspended; ticks come back with it when it is restored."""
    caller.run(delete_step, step_id, version=if_match(caller.request))


@router.post("/{step_id}/restore", response_model=StepOut)
def restore(caller: ApiAdministrator, step_id: PathId) -> Response:
    """Bring a deleted step back, to the end of its stage."""
    return caller.done(lambda session, _nothing: shown_step(session, step_id), restore_step, step_id)


def shown_step(session: Session, step_id: int) -> StepOut:
    """A live step; else `not-found`."""
    return step_out(live_row(session, Step, step_id))
