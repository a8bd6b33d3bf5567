"""Files: put on records of every kind or into their fields, downloaded, and deleted by whoever sent them."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.commands.files import Upload, add_files, add_loose_file, delete_file
from stepmark.commands.work import Work
from stepmark.domain.notes import File
from stepmark.queries.files import files_after, seen_file
from stepmark.queries.record_page import seen_record
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._kinds import KindInPath
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import CONTENT, REFUSALS, SENT_FILE
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._uploads import SalespersonsUpload
from stepmark.web.downloads import file_answer

router = APIRouter(prefix="/api/v1", tags=["files"], responses=REFUSALS)
_FILES = "/{plural}/{record_id}/files"
_ONE = "/files/{file_id}"


class FileShape(BaseModel):
    """A file on a record, or one that was sent for a field."""

    id: RowId
    name: str
    size: int
    media_type: str
    author_id: RowId | None
    created_at: str


@router.get(_FILES, response_model=page_model("Files", FileShape))
def index(caller: ApiViewer, kind: KindInPath, record_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List the files on a record."""
    with caller.reading() as session:
        if seen_record(session, kind, caller.actor, record_id) is None:
            raise not_found()
        found, last = files_after(session, kind, record_id, id_after(after), limit)
        return json_answer(page_shape([_shape(file) for file in found], last))


@router.post(_FILES, status_code=201, response_model=FileShape, openapi_extra=SENT_FILE)
def make(caller: SalespersonsUpload, kind: KindInPath, record_id: PathId) -> Response:
    """Put a file on a record."""
    return caller.created(_shown(caller), _add_one, kind, record_id, caller.upload)


@router.post("/files", status_code=201, response_model=FileShape, openapi_extra=SENT_FILE)
def make_loose(caller: SalespersonsUpload) -> Response:
    """Send a file for a field of a record, which takes its id as value. Until then only you see it."""
    return caller.created(_shown(caller), add_loose_file, caller.upload)


@router.get(_ONE, response_model=FileShape)
def show(caller: ApiViewer, file_id: PathId) -> Response:
    """Read what a file is."""
    return caller.answer(lambda session: _shown(caller)(session, file_id))


@router.get(_ONE + "/content", response_class=Response, responses=CONTENT)
def show_content(caller: ApiViewer, file_id: PathId) -> Response:
    """Download a file as it was sent."""
    with caller.reading() as session:
        file = seen_file(session, caller.actor, file_id)
    return file_answer(caller, file)


@router.delete(_ONE, status_code=204)
def delete(caller: ApiSalesperson, file_id: PathId) -> None:
    """Delete a file that you have sent; administrators delete any."""
    caller.run(delete_file, file_id)


def _add_one(work: Work, kind: Kind, record_id: int, upload: Upload) -> int:
    return add_files(work, kind, record_id, [upload])[0]


def _shown(caller: ApiCaller) -> Any:
    def shown(session: Session, file_id: int) -> FileShape:
        file = seen_file(session, caller.actor, file_id)
        if file is None:
            raise not_found()
        return _shape(file)

    return shown


def _shape(file: File) -> FileShape:
    return FileShape(
        id=file.id,
        name=file.name,
        size=file.size,
        media_type=file.content_type,
        author_id=file.author_id,
        created_at=moment(file.created_at) or "",
    )
