"""Constants: values with a name that rules and texts use. Administrators only."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.constants import create_constant, delete_constant, update_constant
from stepmark.domain.constants import Constant
from stepmark.queries.constants import constant, constants
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import ETAG, REFUSALS, if_match_parameter
from stepmark.web.api._pages import page_shape
from stepmark.web.api._versions import if_match

router = APIRouter(prefix="/api/v1/constants", tags=["constants"], responses=REFUSALS)
_ONE: Any = {"responses": {200: {"headers": ETAG}}}
_VERSIONED: Any = {"openapi_extra": {"parameters": [if_match_parameter()]}}


class ConstantShape(BaseModel):
    """A constant. Conditions and new values name it as {"constant": key}, texts as {{ constants.key }}."""

    id: RowId
    key: str
    name: str
    type: str = Field(description="As of a field: text, long_text, number, money, date, yes_no, email, phone, link.")
    value: Any
    version: int


class NewConstant(BaseModel):
    """A constant to make. Its key is made of its name."""

    model_config = ConfigDict(extra="forbid")

    name: str
    type: str
    value: Any


class ConstantChange(BaseModel):
    """What is to change; key and type stay."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    value: Any = None


@router.get("", response_model=page_model("Constants", ConstantShape))
def index(caller: ApiAdministrator) -> Response:
    """List the constants, all at once."""
    with caller.reading() as session:
        return json_answer(page_shape([_shape(each) for each in constants(session)], None))


@router.post("", status_code=201, response_model=ConstantShape)
def make(caller: ApiAdministrator, body: NewConstant) -> Response:
    """Make a constant."""
    return caller.created(_shown, create_constant, body.name, body.type, body.value)


@router.patch("/{constant_id}", response_model=ConstantShape, **_VERSIONED)
def change(caller: ApiAdministrator, constant_id: PathId, body: ConstantChange) -> Response:
    """Change its name or its value."""
    given = {key: value for key, value in body.model_dump(exclude_unset=True).items() if value is not None}
    caller.run(update_constant, constant_id, given, version=if_match(caller.request))
    return caller.answer(lambda session: _shown(session, constant_id))


@router.delete("/{constant_id}", status_code=204)
def delete(caller: ApiAdministrator, constant_id: PathId) -> None:
    """Delete a constant. Rules that name it are broken until they are mended."""
    caller.run(delete_constant, constant_id)


def _shown(session: Session, constant_id: int) -> ConstantShape:
    found = constant(session, constant_id)
    if found is None:
        raise not_found()
    return _shape(found)


def _shape(each: Constant) -> ConstantShape:
    return ConstantShape(**{name: getattr(each, name) for name in ConstantShape.model_fields})
