"""Custom fields. Anybody may read which there are; administrators change them."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.field_access import change_field
from stepmark.commands.fields import create_field, delete_field, restore_field
from stepmark.commands.inputs import one_of
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import CustomField
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.queries.fields import field_page
from stepmark.queries.record_shapes import moment
from stepmark.queries.usage import field_use
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId
from stepmark.web.api._caller import ApiAdministrator, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._versions import etag, if_match

router = APIRouter(prefix="/api/v1/fields", tags=["fields"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}
KindName = Annotated[str, Query(description="deal, company, contact or task; empty: all of them.")]
Options = Annotated[list[str] | None, Field(description="What may be chosen, for choice and multi_choice.")]


class NewField(BaseModel):
    """A field to make, at the end of its kind's."""

    model_config = ConfigDict(extra="forbid")

    kind: str = ""
    label: str
    type: FieldType
    key: str = Field("", description="Empty: made from the label.")
    options: Options = None
    required: bool = False
    multiple: bool = Field(False, description="Whether it holds several values; text, email, phone and link can.")
    help: str = ""


class FieldChange(BaseModel):
    """What is to change; the rest stays. Kind, key and type can't change."""

    model_config = ConfigDict(extra="forbid")

    label: str | None = None
    options: Options = None
    renamed: dict[str, str] | None = Field(None, description="With `options`: which old ones go by a new name.")
    required: bool | None = None
    help: str | None = None
    access: dict[str, str] | None = Field(
        None, description='How far roles get with it: {"salesperson": "hidden"}, or "read_only", or "edit".'
    )
    position: int | None = Field(None, ge=0, le=10**6, description="The place among the kind's fields, from 0.")


class FieldShape(BaseModel):
    """A field as programs read it. Records hold its values under `custom`, by its key."""

    id: int
    kind: str
    key: str
    label: str
    type: FieldType
    options: list[str]
    required: bool
    multiple: bool
    help: str
    access: dict[str, str] = Field(
        description="What is hidden from a role, or read_only for it; administrators' alone."
    )
    position: int
    version: int
    created_at: str
    updated_at: str


class FieldUseShape(BaseModel):
    """What depends on a field."""

    binding_ids: list[int]
    records: int = Field(description="Records that hold a value of it, those in the bin left out.")


@router.get("", response_model=page_model("Fields", FieldShape), name="fields")
def index(caller: ApiViewer, kind: KindName = "", limit: Limit = 50, after: After = "") -> Response:
    """List custom fields, of one kind or of all."""
    kinds = [one_of("kind", kind, KINDS)] if kind else []
    with caller.reading() as session:
        rows = field_page(session, kinds, after=id_after(after), limit=limit + 1)
        seen = [row for row in rows[:limit] if _is_seen(caller.actor, row)]
        shapes = [_shape(session, caller.actor, row) for row in seen]
    last = rows[limit - 1].id if len(rows) > limit else None
    return json_answer(page_shape(shapes, last))


@router.post("", status_code=201, response_model=FieldShape)
def make(caller: ApiAdministrator, body: NewField, kind: KindName = "") -> Response:
    """Make a field. Its kind may stand in the address or in the body; a deal's if in neither."""
    given = body.model_dump()
    return caller.created(partial(_shown, caller.actor), create_field, given.pop("kind") or kind or "deal", **given)


@router.get("/{field_id}", response_model=FieldShape, **_ONE)
def show(caller: ApiViewer, field_id: PathId) -> Response:
    """Read a field."""
    with caller.reading() as session:
        shape = _shown(caller.actor, session, field_id)
    return json_answer(shape, headers=etag(shape.version))


@router.get("/{field_id}/usage", response_model=FieldUseShape)
def show_usage(caller: ApiAdministrator, field_id: PathId) -> Response:
    """Read what depends on a field, before it is deleted."""
    with caller.reading() as session:
        use = field_use(session, _live(caller.actor, session, field_id))
    return json_answer(FieldUseShape(binding_ids=[row.binding.id for row in use.bindings], records=use.records))


@router.patch("/{field_id}", response_model=FieldShape, **_ONE, **_VERSIONED)
def change(caller: ApiAdministrator, field_id: PathId, body: FieldChange) -> Response:
    """Change a field."""
    caller.run(change_field, field_id, **body.model_dump(), version=if_match(caller.request))
    return show(caller, field_id)


@router.delete("/{field_id}", status_code=204, **_VERSIONED)
def delete(caller: ApiAdministrator, field_id: PathId) -> None:
    """Delete a field. A binding of it is suspended and says so; its values come back with the field."""
    caller.run(delete_field, field_id, version=if_match(caller.request))


@router.post("/{field_id}/restore", response_model=FieldShape)
def restore(caller: ApiAdministrator, field_id: PathId) -> Response:
    """Bring a deleted field back with its values, under another key if its own was taken meanwhile."""
    return caller.done(lambda session, _nothing: _shown(caller.actor, session, field_id), restore_field, field_id)


def _shown(actor: Actor, session: Session, field_id: int) -> FieldShape:
    return _shape(session, actor, _live(actor, session, field_id))


def _live(actor: Actor, session: Session, field_id: int) -> CustomField:
    field = session.get(CustomField, field_id)
    if field is None or field.is_deleted or not _is_seen(actor, field):
        raise not_found()
    return field


def _is_seen(actor: Actor, field: CustomField) -> bool:
    return actor.access.sees(field.kind, f"custom.{field.key}")


def _shape(session: Session, actor: Actor, field: CustomField) -> FieldShape:
    names = ("id", "kind", "key", "label", "type", "options", "required", "multiple", "help", "position", "version")
    values = {name: getattr(field, name) for name in names}
    limits = session.get_one(Workspace, actor.workspace_id).field_access if actor.is_admin else {}
    values["access"] = limits.get(field.kind, {}).get(f"custom.{field.key}", {})
    return FieldShape(**values, created_at=str(moment(field.created_at)), updated_at=str(moment(field.updated_at)))
