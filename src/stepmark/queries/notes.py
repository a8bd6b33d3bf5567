"""The notes on a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.mentions import Piece, pieces, written
from stepmark.domain.notes import Note
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.queries.mentions import mention_names, names_in

MOST_SHOWN = 100
RESTORABLE = timedelta(days=7)


@dataclass(frozen=True)
class NoteRow:
    """A note with its author's name, and whether the reader may change it: their own, or an administrator any.

    `pieces` is its text with the members that it mentions.
    """

    note: Note
    author: str
    mine: bool
    pieces: Sequence[Piece]


def notes_of(session: Session, actor: Actor, kind: Kind, record_id: int) -> list[NoteRow]:
    """The notes on a record that the actor is known to see, newest first; of deleted ones those they may restore."""
    lately = or_(Note.deleted_at.is_(None), Note.deleted_at > now() - RESTORABLE)
    query = (
        select(Note, Member.name)
        .outerjoin(Member, Member.id == Note.author_id)
        .where(Note.kind == kind.name, Note.record_id == record_id, lately)
        .order_by(Note.id.desc())
        .limit(MOST_SHOWN)
    )
    found = [(note, name or "", may_change(actor, note.author_id)) for note, name in session.execute(query)]
    names = names_in(session, (note.text for note, _name, _mine in found))
    return [
        NoteRow(note, name, mine, pieces(note.text, names)) for note, name, mine in found if mine or not note.is_deleted
    ]


def notes_after(
    session: Session, kind: Kind, record_id: int, after: int, limit: int
) -> tuple[Sequence[Note], int | None]:
    """At most `limit` live notes on a record beyond the id `after`, and the id to go on from if there are more."""
    query = select(Note).where(Note.kind == kind.name, Note.record_id == record_id, Note.deleted_at.is_(None))
    found = session.scalars(query.where(Note.id > after).order_by(Note.id).limit(limit + 1)).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def as_written(session: Session, notes: Sequence[Note]) -> list[str]:
    """The texts of notes for their authors to change."""
    texts = [note.text for note in notes]
    has_mentions = any("@[" in text for text in texts)
    names = names_in(session, texts) | mention_names(session) if has_mentions else {}
    return [written(text, names) for text in texts]


def may_change(actor: Actor, author_id: int | None) -> bool:
    """Whether the actor may change or delete what this member wrote or uploaded."""
    return actor.is_admin or (actor.can_create and author_id is not None and author_id == actor.member_id)
