"""Notes on records: written by whoever may edit the record, changed and deleted by their authors."""

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands.access import locked, record_to_edit, require_in_use, seen_record
from stepmark.commands.files import deal_of
from stepmark.commands.mentions import tell_mentioned, with_mentions
from stepmark.commands.work import Changes, Work
from stepmark.domain.notes import Note
from stepmark.domain.record import Record
from stepmark.domain.rights import require
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.notes import may_change

NOTE_LIMIT = 20_000


def add_note(work: Work, kind: Kind, record_id: int, text: str) -> int:
    """A new note on a record. Returns its id."""
    record = record_to_edit(work, kind.model, record_id)
    note = Note(kind=kind.name, record_id=record_id, text=_text(work, text), author_id=work.actor.member_id)
    work.session.add(note)
    work.session.flush()
    _happened(work, "added", note, record, {"note": (None, note.text)})
    tell_mentioned(work, kind.name, record, "", note.text)
    return note.id


def change_note(work: Work, note_id: int, text: str) -> Note:
    """Another text for one's own note."""
    note, record = _own(work, note_id)
    before, after = note.text, _text(work, text)
    if before != after:
        note.text = after
        note.touch()
        _happened(work, "updated", note, record, {"note": (before, after)})
        tell_mentioned(work, note.kind, record, before, after)
    return note


def delete_note(work: Work, note_id: int) -> Note:
    """Take one's own note away; the history keeps that it was there."""
    note, record = _own(work, note_id)
    note.deleted_at = now()
    note.touch()
    _happened(work, "deleted", note, record, {"note": (note.text, None)})
    return note


def restore_note(work: Work, note_id: int) -> Note:
    """Bring one's own deleted note back."""
    note, record = _own(work, note_id, deleted=True)
    note.deleted_at = None
    note.touch()
    _happened(work, "restored", note, record, {"note": (None, note.text)})
    return note


def _own(work: Work, note_id: int, *, deleted: bool = False) -> tuple[Note, Record]:
    note = locked(work, Note, note_id, deleted=deleted)
    record = seen_record(work, KINDS[note.kind].model, note.record_id)
    require(may_change(work.actor, note.author_id))
    require_in_use(record)
    return note, record


def _happened(work: Work, verb: str, note: Note, record: Record, changes: Changes) -> None:
    changes = {**changes, "note_id": (note.id, note.id)}
    work.happened(f"note.{verb}", note.kind, record.id, changes, label=record.label, deal_id=deal_of(record))


def _text(work: Work, text: str) -> str:
    try:
        note = text_in(text, NOTE_LIMIT, lines=True)
    except ValueFault as fault:
        raise Invalid({"text": fault.text}) from None
    if not note:
        raise Invalid({"text": _("Write something first.")})
    return with_mentions(work, note)
