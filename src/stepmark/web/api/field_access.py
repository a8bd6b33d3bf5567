"""How far roles get with the fields of a kind, the system's and custom ones: for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind, kind_of
from stepmark.commands.field_access import limit_fields
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.web.api._answers import json_answer
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._openapi import REFUSALS

router = APIRouter(prefix="/api/v1/field-access", tags=["fields"], responses=REFUSALS)


class FieldAccessShape(BaseModel):
    """By field and role: "read_only" or "hidden"; what is not named is seen, and changed by who edits the record."""

    fields: dict[str, dict[str, str]]


class NewFieldAccess(BaseModel):
    """What is to change, by field and role: "edit", "read_only" or "hidden". The rest stays."""

    model_config = ConfigDict(extra="forbid")

    fields: dict[str, dict[str, str]] = Field(examples=[{"amount": {"salesperson": "hidden"}}])


async def _kind(kind_name: str) -> Kind:
    return kind_of(kind_name)


KindNamed = Annotated[Kind, Depends(_kind)]


@router.get("/{kind_name}", response_model=FieldAccessShape, summary="Read how far roles get with a kind's fields")
def show(caller: ApiAdministrator, kind: KindNamed) -> Response:
    """By field and role, as far as anything is limited."""
    with caller.reading() as session:
        return json_answer(_shape(session, caller.actor, kind))


@router.patch("/{kind_name}", response_model=FieldAccessShape, summary="Hide fields from roles, or let them only read")
def change(caller: ApiAdministrator, kind: KindNamed, body: NewFieldAccess) -> Response:
    """A record's name can't be limited, nor hidden what pages and rights rest on."""
    caller.run(limit_fields, kind, body.fields)
    return show(caller, kind)


def _shape(session: Session, actor: Actor, kind: Kind) -> FieldAccessShape:
    limits = session.get_one(Workspace, actor.workspace_id).field_access
    return FieldAccessShape(fields=limits.get(kind.name, {}))
