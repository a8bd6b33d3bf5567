"""Notes, files and payment links as they were before a change."""

from collections.abc import Iterator, Sequence

from stepmark.commands.files import delete_file, restore_file
from stepmark.commands.notes import change_note, delete_note, restore_note
from stepmark.commands.payment_links import withdraw_link
from stepmark.commands.work import Work
from stepmark.domain.history import History
from stepmark.domain.notes import File, Note
from stepmark.domain.payment_links import LinkState, PaymentLink
from stepmark.platform.i18n import Text, _


def touched_papers(work: Work, events: Sequence[History]) -> Iterator[Text]:
    """The notes, files and payment links that are not as the change left them."""
    for event in events:
        if event.name.startswith("note."):
            note = work.session.get(Note, event.changes["note_id"][1], populate_existing=True)
            after = event.changes["note"][1]
            if note is None or note.is_deleted is not (after is None) or after not in (None, note.text):
                yield _("Note")
        elif event.name.startswith("file."):
            for file_id in event.changes["file_ids"][1]:
                file = work.session.get(File, file_id, populate_existing=True)
                if file is None or file.is_deleted is not (event.name == "file.deleted"):
                    yield file.name if file else _("File")
        elif event.name == "payment_link.made":
            link = work.session.get(PaymentLink, event.changes["payment_link_id"][1], populate_existing=True)
            if link is None or link.state != LinkState.OPEN:
                yield _("Payment link")


def papers_back(work: Work, events: Sequence[History]) -> None:
    """Take back what the events say of notes, files and payment links, the newest first."""
    for event in reversed(events):
        if event.name.startswith("note."):
            _note_back(work, event)
        elif event.name.startswith("file."):
            back = restore_file if event.name == "file.deleted" else delete_file
            for file_id in event.changes["file_ids"][1]:
                back(work, file_id)
        elif event.name == "payment_link.made":
            withdraw_link(work, event.changes["payment_link_id"][1])


def _note_back(work: Work, event: History) -> None:
    note_id, before = event.changes["note_id"][1], event.changes["note"][0]
    if event.name == "note.updated":
        change_note(work, note_id, before)
    elif event.name == "note.deleted":
        restore_note(work, note_id)
    else:
        delete_note(work, note_id)
