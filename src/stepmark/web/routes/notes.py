"""Notes on records."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.commands.notes import add_note, change_note, delete_note
from stepmark.domain.notes import Note
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.queries.notes import may_change, notes_of
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import fragment, page, see_other

router = APIRouter()
NOTE = "/notes/{note_id:id}"


@router.post(RECORD + "/notes")
def create(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """A new note; the panel again if it is empty or too long."""
    text = text_of_form(form, "text")
    try:
        caller.run(add_note, kind, record_id, text)
    except Invalid as problem:
        return _panel(caller, kind, record_id, problem.status, note_text=text, note_error=problem.detail)
    return _changed(caller, kind, record_id, _("Note added."))


@router.get(NOTE + "/edit")
def edit(caller: Salesperson, note_id: int) -> Response:
    """The form for another text."""
    note = _own_note(caller, note_id)
    return _form(caller, note, note.text)


@router.patch(NOTE)
def update(caller: Salesperson, note_id: int, form: Form) -> Response:
    """The other text."""
    text = text_of_form(form, "text")
    try:
        note = caller.run(change_note, note_id, text)
    except Invalid as problem:
        return _form(caller, _own_note(caller, note_id), text, field_errors(problem), problem.status)
    return _changed(caller, KINDS[note.kind], note.record_id, _("Note saved."))


@router.delete(NOTE)
def delete(caller: Salesperson, note_id: int) -> Response:
    """Take a note away."""
    note = caller.run(delete_note, note_id)
    return _changed(caller, KINDS[note.kind], note.record_id, _("Note deleted."))


def _changed(caller: Caller, kind: Kind, record_id: int, toast: Text) -> Response:
    if not caller.is_htmx:
        return see_other(f"/{kind.plural}/{record_id}", toast)
    return _panel(caller, kind, record_id, toast_text=toast)


def _panel(caller: Caller, kind: Kind, record_id: int, status: int = 200, **context: Any) -> Response:
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        context["notes"] = notes_of(session, caller.actor, kind, record_id)
    context |= {"kind": kind, "record_id": record_id, "may_edit": details.editable}
    if caller.is_htmx:
        return fragment(caller, "notes/changed.html", status, **context)
    return page(caller, "notes/show.html", status, nav=kind.plural, details=details, **context)


def _form(caller: Caller, note: Note, text: str, errors: dict[str, Text] | None = None, status: int = 200) -> Response:
    kind = KINDS[note.kind]
    place = Place(kind.plural, kind.label, f"/{kind.plural}/{note.record_id}")
    context = {"note": note, "text": text, "errors": errors or {}, "kind": kind}
    return asked(caller, place, "notes/_form.html", _("Edit note"), status, **context)


def _own_note(caller: Caller, note_id: int) -> Note:
    with caller.reading() as session:
        note = session.get(Note, note_id)
        if note is None or note.is_deleted or not may_change(caller.actor, note.author_id):
            raise not_found()
        details_for(session, caller, KINDS[note.kind], note.record_id)
        return note
