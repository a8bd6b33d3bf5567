"""Notes on records of every kind: written by whoever may edit the record, changed and deleted by their authors."""

from collections.abc import Sequence

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.commands.access import not_found
from stepmark.commands.notes import NOTE_LIMIT, add_note, change_note, delete_note
from stepmark.domain.notes import Note
from stepmark.queries.notes import as_written, notes_after
from stepmark.queries.record_page import seen_record
from stepmark.queries.record_shapes import moment
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiSalesperson, ApiViewer
from stepmark.web.api._kinds import KindInPath
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import After, Limit, id_after, page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1", tags=["notes"], responses=REFUSALS)
_NOTES = "/{plural}/{record_id}/notes"


class NoteShape(BaseModel):
    """A note on a record."""

    id: RowId
    text: str = Field(description="A member who is mentioned stands in it as @ and their name.")
    author_id: RowId | None = Field(description="The member; null where a rule of the workspace wrote it.")
    created_at: str
    updated_at: str


class NoteText(Body):
    """What it says. @ and a member's name mention them, and they are told."""

    text: str = Field(min_length=1, max_length=NOTE_LIMIT)


@router.get(_NOTES, response_model=page_model("Notes", NoteShape))
def index(caller: ApiViewer, kind: KindInPath, record_id: PathId, limit: Limit = 50, after: After = "") -> Response:
    """List a record's notes."""
    with caller.reading() as session:
        if seen_record(session, kind, caller.actor, record_id) is None:
            raise not_found()
        found, last = notes_after(session, kind, record_id, id_after(after), limit)
        return json_answer(page_shape(_shapes(session, found), last))


@router.post(_NOTES, status_code=201, response_model=NoteShape)
def make(caller: ApiSalesperson, kind: KindInPath, record_id: PathId, body: NoteText) -> Response:
    """Write a note on a record."""
    return caller.created(_shown, add_note, kind, record_id, body.text)


@router.patch("/notes/{note_id}", response_model=NoteShape)
def change(caller: ApiSalesperson, note_id: PathId, body: NoteText) -> Response:
    """Say something else in one's own note."""
    caller.run(change_note, note_id, body.text)
    return caller.answer(lambda session: _shown(session, note_id))


@router.delete("/notes/{note_id}", status_code=204)
def delete(caller: ApiSalesperson, note_id: PathId) -> None:
    """Delete one's own note."""
    caller.run(delete_note, note_id)


def _shown(session: Session, note_id: int) -> NoteShape:
    return _shapes(session, [session.get_one(Note, note_id)])[0]


def _shapes(session: Session, notes: Sequence[Note]) -> list[NoteShape]:
    return [_shape(note, text) for note, text in zip(notes, as_written(session, notes), strict=True)]


def _shape(note: Note, text: str) -> NoteShape:
    times = {"created_at": moment(note.created_at) or "", "updated_at": moment(note.updated_at) or ""}
    return NoteShape(id=note.id, text=text, author_id=note.author_id, **times)
