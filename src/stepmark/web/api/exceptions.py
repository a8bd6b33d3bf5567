"""The exceptions list: managers read it, administrators add to it and take from it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.exceptions import add_exception, delete_exception
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.queries.exceptions import exceptions_after
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiAdministrator, ApiManager
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, id_after, page_shape

router = APIRouter(prefix="/api/v1/exceptions", tags=["exceptions"], responses=REFUSALS)
Sought = Annotated[str, Query(max_length=300, description="Only entries that hold this text or these digits.")]


class NewException(BaseModel):
    """A phone or an e-mail to put on the list."""

    model_config = ConfigDict(extra="forbid")

    value: str
    why: str = ""


class ExceptionShape(BaseModel):
    """An entry of the list. `type` is phone or email."""

    id: RowId
    type: str
    text: str
    why: str
    added_by: RowId | None = Field(description="The member; null where it was the command line.")
    added_at: str
    cause: dict[str, int | str]


@router.get("", response_model=page_model("Exceptions", ExceptionShape), name="exceptions")
def index(caller: ApiManager, q: Sought = "", limit: Limit = 50, after: After = "") -> Response:
    """List phones and e-mails that must not come back."""
    with caller.reading() as session:
        found, last = exceptions_after(session, q, id_after(after), limit)
    return json_answer(page_shape([_shape(entry) for entry in found], last))


@router.post("", status_code=201, response_model=ExceptionShape)
def make(caller: ApiAdministrator, body: NewException) -> Response:
    """Put a phone or an e-mail on the list. One that is there already stays as it is."""
    return caller.created(_shown, add_exception, body.value, body.why)


@router.delete("/{exception_id}", status_code=204)
def delete(caller: ApiAdministrator, exception_id: PathId) -> None:
    """Take an entry off the list."""
    caller.run(delete_exception, exception_id)


def _shown(session: Session, entry_id: int) -> ExceptionShape:
    entry = session.get(ExceptionEntry, entry_id)
    if entry is None:
        raise not_found()
    return _shape(entry)


def _shape(entry: ExceptionEntry) -> ExceptionShape:
    names = ("id", "type", "text", "why", "added_by", "cause")
    return ExceptionShape(**{name: getattr(entry, name) for name in names}, added_at=str(moment(entry.added_at)))
