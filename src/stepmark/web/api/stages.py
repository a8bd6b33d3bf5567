"""Stages of processes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from stepmark.commands.process_stages import delete_stage, restore_stage, update_stage
from stepmark.commands.process_steps import add_step
from stepmark.domain.processes import Stage
from stepmark.queries.process_usage import stage_usage
from stepmark.queries.processes import stage_shape
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import LARGEST_ID, PathId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._process_bodies import NewStep, StageChange
from stepmark.web.api._process_shapes import StageOut, StageUse, StepOut, stage_out
from stepmark.web.api._versions import etag, if_match
from stepmark.web.api.steps import shown_step
from stepmark.web.process_parts import live_row

router = APIRouter(prefix="/api/v1/stages", tags=["processes"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
MoveTo = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="The stage that its deals move to.")]


@router.get("/{stage_id}", response_model=StageOut, **_ONE)
def show(caller: ApiViewer, stage_id: PathId) -> Response:
    """Read a stage with its steps."""
    with caller.reading() as session:
        stage = shown_stage(session, stage_id)
    return json_answer(stage, headers=etag(stage.version))


@router.get("/{stage_id}/usage", response_model=StageUse)
def show_usage(caller: ApiAdministrator, stage_id: PathId) -> Response:
    """Read what depends on a stage, before it is deleted."""
    with caller.reading() as session:
        usage = stage_usage(session, live_row(session, Stage, stage_id))
    bound = [row.binding.id for row in usage.bound]
    return json_answer(StageUse(deals=usage.deals, steps=usage.steps, binding_ids=bound))


@router.patch("/{stage_id}", response_model=StageOut, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, stage_id: PathId, body: StageChange) -> Response:
    """Rename or move a stage."""
    caller.run(update_stage, stage_id, body.raw(), version=if_match(caller.request), strict=True)
    return show(caller, stage_id)


@router.delete("/{stage_id}", status_code=204, **_VERSIONED)
def delete(caller: ApiAdministrator, stage_id: PathId, move_to: MoveTo = None) -> None:
    """Delete a stage with its steps. Refused (`in-use`) while it has deals and `move_to` doesn't say where they go."""
    caller.run(delete_stage, stage_id, move_to, version=if_match(caller.request))


@router.post("/{stage_id}/restore", response_model=StageOut)
def restore(caller: ApiAdministrator, stage_id: PathId) -> Response:
    """Bring a deleted stage back, with the steps that were deleted with it."""
    return caller.done(lambda session, _nothing: shown_stage(session, stage_id), restore_stage, stage_id)


@router.post("/{stage_id}/steps", status_code=201, response_model=StepOut)
def make_step(caller: ApiAdministrator, stage_id: PathId, body: NewStep) -> Response:
    """Add a step."""
    return caller.created(shown_step, add_step, stage_id, body.raw())


def shown_stage(session: Session, stage_id: int) -> StageOut:
    """A live stage; else `not-found`."""
    return stage_out(stage_shape(session, live_row(session, Stage, stage_id)))
