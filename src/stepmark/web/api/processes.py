"""Processes with their stages and steps. Anybody may read them; administrators change them."""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.process_stages import add_stage
from stepmark.commands.processes import create_process, delete_process, restore_process, update_process
from stepmark.queries.processes import live_process, process_page, shapes_of
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._process_bodies import NewProcess, NewStage, ProcessChange
from stepmark.web.api._process_shapes import ProcessOut, StageOut, process_out
from stepmark.web.api._versions import etag, if_match
from stepmark.web.api.stages import shown_stage

router = APIRouter(prefix="/api/v1/processes", tags=["processes"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


@router.get("", response_model=page_model("Processes", ProcessOut), name="processes")
def index(caller: ApiViewer, limit: Limit = 50, after: After = "") -> Response:
    """List processes, each whole. People choose from them in the order of `position`."""
    with caller.reading() as session:
        found = process_page(session, after=id_after(after), limit=limit + 1)
        items = [process_out(shape) for shape in shapes_of(session, found[:limit])]
    return json_answer(page_shape(items, found[limit - 1].id if len(found) > limit else None))


@router.post("", status_code=201, response_model=ProcessOut)
def make(caller: ApiAdministrator, body: NewProcess) -> Response:
    """Make a process with its stages and steps."""
    return caller.created(_shown, create_process, body.raw())


@router.get("/{process_id}", response_model=ProcessOut, **_ONE)
def show(caller: ApiViewer, process_id: PathId) -> Response:
    """Read a process."""
    with caller.reading() as session:
        shape = _shown(session, process_id)
    return json_answer(shape, headers=etag(shape.version))


@router.patch("/{process_id}", response_model=ProcessOut, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, process_id: PathId, body: ProcessChange) -> Response:
    """Change a process. `stages` is its whole shape: those with ids are changed and moved, others are added."""
    caller.run(update_process, process_id, body.raw(), version=if_match(caller.request), strict=True)
    return show(caller, process_id)


@router.delete("/{process_id}", status_code=204, **_VERSIONED)
def delete(caller: ApiAdministrator, process_id: PathId) -> None:
    """Delete a process; refused (`in-use`) while deals are in it."""
    caller.run(delete_process, process_id, version=if_match(caller.request))


@router.post("/{process_id}/restore", response_model=ProcessOut)
def restore(caller: ApiAdministrator, process_id: PathId) -> Response:
    """Bring a deleted process back."""
    return caller.done(lambda session, _nothing: _shown(session, process_id), restore_process, process_id)


@router.post("/{process_id}/stages", status_code=201, response_model=StageOut)
def make_stage(caller: ApiAdministrator, process_id: PathId, body: NewStage) -> Response:
    """Add a stage."""
    return caller.created(shown_stage, add_stage, process_id, body.raw())


def _shown(session: Session, process_id: int) -> ProcessOut:
    process = live_process(session, process_id)
    if process is None:
        raise not_found()
    return process_out(shapes_of(session, [process])[0])
