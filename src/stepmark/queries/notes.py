"""The notes on a record."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.notes import Note
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor

MOST_SHOWN = 100


@dataclass(frozen=True)
class NoteRow:
    """A note with its author's name, and whether the reader may change it: their own, or an administrator any."""

    note: Note
    author: str
    mine: bool


def notes_of(session: Session, actor: Actor, kind: Kind, record_id: int) -> list[NoteRow]:
    """The notes on a record that the actor is known to see, the newest first."""
    query = (
        select(Note, Member.name)
        .outerjoin(Member, Member.id == Note.author_id)
        .where(Note.kind == kind.name, Note.record_id == record_id, Note.deleted_at.is_(None))
        .order_by(Note.id.desc())
        .limit(MOST_SHOWN)
    )
    return [NoteRow(note, name or "", may_change(actor, note.author_id)) for note, name in session.execute(query)]


def may_change(actor: Actor, author_id: int | None) -> bool:
    """Whether the actor may change or delete what this member wrote or uploaded."""
    return actor.is_admin or (actor.can_create and author_id is not None and author_id == actor.member_id)
