"""Notes on records."""

from fastapi import FastAPI

from stepmark.domain.notes import Note
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


def test_a_note_stands_on_its_record_and_on_the_timeline(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    written = boris.post(f"/deals/{deal}/notes", data={"text": "Call <b>back</b>\nin May"}, headers=HTMX)
    assert written.status_code == 200
    assert "Call &lt;b&gt;back&lt;/b&gt;\nin May" in written.text
    assert "Boris Lem wrote a note" in boris.get(f"/deals/{deal}").text


def test_an_empty_note_is_refused_and_a_long_one_keeps_its_text(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    assert "Write something first." in boris.post(f"/deals/{deal}/notes", data={"text": " "}, headers=HTMX).text
    long = boris.post(f"/deals/{deal}/notes", data={"text": "y" * 20_001})
    assert (long.status_code, "y" * 20_001 in long.text) == (422, True)
    assert rows(cast, Note) == []


def test_authors_change_and_delete_their_notes_and_others_do_not(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris, magda = signed_in(app, cast, cast.boris), signed_in(app, cast, cast.magda)
    boris.post(f"/deals/{deal}/notes", data={"text": "First"})
    [note] = rows(cast, Note)
    assert magda.patch(f"/notes/{note.id}", data={"text": "Other"}).status_code == 403
    assert magda.delete(f"/notes/{note.id}").status_code == 403
    assert boris.get(f"/notes/{note.id}/edit").status_code == 200
    assert boris.patch(f"/notes/{note.id}", data={"text": "Second"}).status_code == 303
    assert row(cast, Note, note.id).text == "Second"
    assert boris.delete(f"/notes/{note.id}").status_code == 303
    assert boris.patch(f"/notes/{note.id}", data={"text": "Third"}).status_code == 404


def test_notes_need_the_right_to_edit_the_record(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal()
    for actor, status in ((cast.boris, 403), (cast.viktor, 403), (cast.clara, 404)):
        assert signed_in(app, cast, actor).post(f"/deals/{deal}/notes", data={"text": "Hi"}).status_code == status


def test_strangers_do_not_reach_a_note(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    signed_in(app, cast, cast.boris).post(f"/deals/{deal}/notes", data={"text": "Ours"})
    [note] = rows(cast, Note)
    clara = signed_in(app, cast, cast.clara)
    assert clara.get(f"/notes/{note.id}/edit").status_code == 404
    assert clara.patch(f"/notes/{note.id}", data={"text": "Mine"}).status_code == 404
    assert clara.delete(f"/notes/{note.id}").status_code == 404
