"""Notes on records."""

from fastapi import FastAPI

from stepmark.domain.notes import Note, Notice
from stepmark.domain.people import Member
from stepmark.domain.workspace import Workspace
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


def test_a_mention_is_kept_by_who_it_is_and_told(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    boris.post(f"/deals/{deal}/notes", data={"text": "Ask @magda nowak, not @Magda or x@Anna Maj; @[77] is text"})
    [note] = rows(cast, Note)
    assert note.text.startswith(f"Ask @[{cast.magda.member_id}], not @Magda or x@Anna Maj;")
    assert [notice.member_id for notice in rows(cast, Notice)] == [cast.magda.member_id]
    cast.run(lambda work: setattr(work.session.get(Member, cast.magda.member_id), "name", "Magda <b>Kos"))
    page = boris.get(f"/deals/{deal}").text
    assert page.count("@Magda &lt;b&gt;Kos") == 2
    assert "@Magda &lt;b&gt;Kos" in boris.get(f"/notes/{note.id}/edit").text
    assert "Boris Lem mentioned you in a note" in signed_in(app, cast, cast.magda).get("/notices").text


def test_nobody_is_told_of_a_record_that_they_may_not_see(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal()
    cast.run(lambda work: setattr(work.session.get(Workspace, work.actor.workspace_id), "visibility", "own"))
    signed_in(app, cast, cast.anna).post(f"/deals/{deal}/notes", data={"text": "Look @Boris Lem"})
    assert rows(cast, Note)[0].text == f"Look @[{cast.boris.member_id}]"
    assert rows(cast, Notice) == []


def test_members_are_offered_by_any_of_their_words(app: FastAPI, cast: Cast) -> None:
    boris = signed_in(app, cast, cast.boris)
    assert "Anna Maj" in boris.get("/mentions?q=maj").text
    assert "Anna Maj" not in boris.get("/mentions?q=now").text
    assert "Clara" not in boris.get("/mentions").text


def test_a_deleted_note_is_brought_back_from_the_page(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    boris.post(f"/deals/{deal}/notes", data={"text": "Keep me"})
    note = rows(cast, Note)[0].id
    deleted = boris.delete(f"/notes/{note}", headers=HTMX)
    assert "1 deleted note" in deleted.text
    assert "deleted note</summary>" not in signed_in(app, cast, cast.magda).get(f"/deals/{deal}").text
    restored = boris.request("DELETE", f"/notes/{note}/deletion", headers=HTMX)
    assert (restored.status_code, row(cast, Note, note).is_deleted) == (200, False)
