"""Documents' signing and versions. They are listed, made and changed as all records are."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.documents import (
    DOCUMENT,
    add_version,
    ask_for_signature,
    back_to_draft,
    mark_refused,
    mark_signed,
    restore_version,
)
from stepmark.domain.documents import DocumentVersion
from stepmark.domain.rights import Actor
from stepmark.queries.documents import seen_version, versions_of
from stepmark.queries.record_page import seen_record
from stepmark.queries.record_shapes import moment, record_shape
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiCaller, ApiSalesperson, ApiViewer
from stepmark.web.api._models import page_model, record_model
from stepmark.web.api._openapi import CONTENT, REFUSALS, SENT_FILE
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body
from stepmark.web.api._uploads import SalespersonsUpload
from stepmark.web.downloads import version_answer

router = APIRouter(prefix="/api/v1/documents/{document_id}", tags=["documents"], responses=REFUSALS)
_SHAPE: Any = {"response_model": record_model(DOCUMENT)}


class Signature(Body):
    """Who has signed it, and when."""

    signed_by: str = Field(min_length=1, max_length=300)
    signed_on: str | None = Field(None, description="A date; today unless it is given.")


class Refusal(Body):
    """Why it was refused."""

    reason: str = Field("", max_length=300)


class VersionShape(BaseModel):
    """One version of a document."""

    number: int
    name: str
    media_type: str
    size: int
    author_id: RowId | None
    at: str
    restored_from: int | None


@router.post("/ask-for-signature", **_SHAPE)
def ask(caller: ApiSalesperson, document_id: PathId) -> Response:
    """Ask for the signature."""
    return _done(caller, document_id, ask_for_signature, document_id)


@router.post("/sign", **_SHAPE)
def sign(caller: ApiSalesperson, document_id: PathId, body: Signature) -> Response:
    """Mark a document as signed."""
    return _done(caller, document_id, mark_signed, document_id, body.signed_on, body.signed_by)


@router.post("/refuse", **_SHAPE)
def refuse(caller: ApiSalesperson, document_id: PathId, body: Refusal) -> Response:
    """Mark a document as refused."""
    return _done(caller, document_id, mark_refused, document_id, body.reason)


@router.post("/back-to-draft", **_SHAPE)
def take_back(caller: ApiSalesperson, document_id: PathId) -> Response:
    """Make a document a draft again."""
    return _done(caller, document_id, back_to_draft, document_id)


@router.get("/versions", response_model=page_model("DocumentVersions", VersionShape))
def index(caller: ApiViewer, document_id: PathId) -> Response:
    """List a document's versions, the newest first."""
    with caller.reading() as session:
        if seen_record(session, DOCUMENT, caller.actor, document_id) is None:
            raise not_found()
        return json_answer(page_shape([_version(row.version) for row in versions_of(session, document_id)], None))


@router.post("/versions", status_code=201, response_model=VersionShape, openapi_extra=SENT_FILE)
def add(caller: SalespersonsUpload, document_id: PathId) -> Response:
    """Send a file as the newest version."""
    shown = partial(_shown, actor=caller.actor, document_id=document_id)
    return caller.created(shown, add_version, document_id, [caller.upload])


@router.get("/versions/{number}/content", response_class=Response, responses=CONTENT)
def show(caller: ApiViewer, document_id: PathId, number: PathId) -> Response:
    """Download one version: a text as HTML, a file as it was sent."""
    with caller.reading() as session:
        seen = seen_version(session, caller.actor, document_id, number)
    if seen is None:
        raise not_found()
    return version_answer(caller, seen.version)


@router.post("/versions/{number}/restore", **_SHAPE)
def restore(caller: ApiSalesperson, document_id: PathId, number: PathId) -> Response:
    """Make an older version the newest once more."""
    return _done(caller, document_id, restore_version, document_id, number)


def _done(caller: ApiCaller, document_id: int, verb: Any, *args: Any) -> Response:
    return caller.done(lambda session, _made: record_shape(session, DOCUMENT, document_id), verb, *args)


def _shown(session: Session, number: int, *, actor: Actor, document_id: int) -> VersionShape:
    seen = seen_version(session, actor, document_id, number)
    if seen is None:
        raise not_found()
    return _version(seen.version)


def _version(version: DocumentVersion) -> VersionShape:
    return VersionShape(
        number=version.number,
        name=version.name,
        media_type=version.media_type,
        size=version.size,
        author_id=version.author_id,
        at=moment(version.at) or "",
        restored_from=version.restored_from,
    )
