"""Notes on records."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.commands.notes import add_note, change_note, delete_note, restore_note
from stepmark.domain.notes import Note
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.queries.notes import as_written, may_change
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_panels import NOTES, panel_changed, panel_shown
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import RECORD, KindInPath

router = APIRouter()
NOTE = "/notes/{note_id:id}"


@router.post(RECORD + "/notes")
def create(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """A new note; the panel again if it is empty or too long."""
    text = text_of_form(form, "text")
    try:
        caller.run(add_note, kind, record_id, text)
    except Invalid as problem:
        return panel_shown(caller, NOTES, kind, record_id, problem.status, note_text=text, note_error=problem.detail)
    return panel_changed(caller, NOTES, kind, record_id, _("Note added."))


@router.get(NOTE + "/edit")
def edit(caller: Salesperson, note_id: int) -> Response:
    """The form for another text."""
    note, text = _own_note(caller, note_id)
    return _form(caller, note, text)


@router.patch(NOTE)
def update(caller: Salesperson, note_id: int, form: Form) -> Response:
    """The other text."""
    text = text_of_form(form, "text")
    try:
        note = caller.run(change_note, note_id, text)
    except Invalid as problem:
        return _form(caller, _own_note(caller, note_id)[0], text, field_errors(problem), problem.status)
    return panel_changed(caller, NOTES, KINDS[note.kind], note.record_id, _("Note saved."))


@router.delete(NOTE)
def delete(caller: Salesperson, note_id: int) -> Response:
    """Take a note away."""
    note = caller.run(delete_note, note_id)
    return panel_changed(caller, NOTES, KINDS[note.kind], note.record_id, _("Note deleted."))


@router.delete(NOTE + "/deletion")
def restore(caller: Salesperson, note_id: int) -> Response:
    """Bring a deleted note back."""
    note = caller.run(restore_note, note_id)
    return panel_changed(caller, NOTES, KINDS[note.kind], note.record_id, _("Note restored."))


def _form(caller: Caller, note: Note, text: str, errors: dict[str, Text] | None = None, status: int = 200) -> Response:
    kind = KINDS[note.kind]
    place = Place(kind.plural, kind.label, f"/{kind.plural}/{note.record_id}")
    context = {"note": note, "text": text, "errors": errors or {}, "kind": kind}
    return asked(caller, place, "notes/_form.html", _("Edit note"), status, **context)


def _own_note(caller: Caller, note_id: int) -> tuple[Note, str]:
    with caller.reading() as session:
        note = session.get(Note, note_id)
        if note is None or note.is_deleted or not may_change(caller.actor, note.author_id):
            raise not_found()
        details_for(session, caller, KINDS[note.kind], note.record_id)
        return note, as_written(session, [note])[0]
