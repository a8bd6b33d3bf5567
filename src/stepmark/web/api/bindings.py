"""Bindings of fields to steps. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.bindings import create_binding, delete_binding, edit_binding
from stepmark.domain.bindings import Binding
from stepmark.queries.bindings import BindingRow, binding_row, binding_rows
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/bindings", tags=["bindings"], responses=REFUSALS)
FIELD = "company, contact, source or custom.<key>."
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


class NewBinding(BaseModel):
    """A binding to make; it is inactive until switched on."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description=FIELD)
    step_id: RowId
    process_id: RowId | None = Field(None, description="Checked against the step's process when given.")
    name: str = Field("", description="Empty: named after its field and step.")


class BindingChange(BaseModel):
    """What is to change; the rest stays."""

    model_config = ConfigDict(extra="forbid")

    field: str | None = Field(None, description=FIELD)
    step_id: RowId | None = None
    process_id: RowId | None = None
    name: str | None = None
    active: bool | None = Field(None, description="Switches it on, as far as the plan allows, or off.")


class BindingShape(BaseModel):
    """A binding as programs read it."""

    id: int
    name: str
    field: str
    process_id: int
    step_id: int
    active: bool
    broken: str | None = Field(description="Why it can't work: field-deleted, step-deleted, step-needs-note …")
    version: int
    created_at: str
    updated_at: str


@router.get("", response_model=page_model("Bindings", BindingShape), name="bindings")
def index(caller: ApiAdministrator, limit: Limit = 50, after: After = "") -> Response:
    """List bindings, active and inactive."""
    with caller.reading() as session:
        rows = binding_rows(session, Binding.id > id_after(after), limit=limit + 1)
    last = rows[limit - 1].binding.id if len(rows) > limit else None
    return json_answer(page_shape([_shape(row) for row in rows[:limit]], last))


@router.post("", status_code=201, response_model=BindingShape)
def make(caller: ApiAdministrator, body: NewBinding) -> Response:
    """Bind a field to a step."""
    return caller.created(_shown, create_binding, **body.model_dump())


@router.get("/{binding_id}", response_model=BindingShape, **_ONE)
def show(caller: ApiAdministrator, binding_id: PathId) -> Response:
    """Read a binding."""
    with caller.reading() as session:
        shape = _shown(session, binding_id)
    return json_answer(shape, headers=etag(shape.version))


@router.patch("/{binding_id}", response_model=BindingShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, binding_id: PathId, body: BindingChange) -> Response:
    """Change a binding, switch it on or off."""
    caller.run(edit_binding, binding_id, **body.model_dump(), version=if_match(caller.request))
    return show(caller, binding_id)


@router.delete("/{binding_id}", status_code=204, **_VERSIONED)
def delete(caller: ApiAdministrator, binding_id: PathId) -> None:
    """Delete a binding for good; ticks stay as they are."""
    caller.run(delete_binding, binding_id, version=if_match(caller.request))


def _shown(session: Session, binding_id: int) -> BindingShape:
    row = binding_row(session, binding_id)
    if row is None:
        raise not_found()
    return _shape(row)


def _shape(row: BindingRow) -> BindingShape:
    binding = row.binding
    return BindingShape(
        id=binding.id,
        name=row.name,
        field=binding.field,
        process_id=binding.process_id,
        step_id=binding.step_id,
        active=binding.active,
        broken=row.broken,
        version=binding.version,
        created_at=str(moment(binding.created_at)),
        updated_at=str(moment(binding.updated_at)),
    )
