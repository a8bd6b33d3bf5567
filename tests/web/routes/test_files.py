"""Files on records and in fields."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from stepmark.commands.files import clean_name
from stepmark.domain.notes import File
from stepmark.domain.workspace import Visibility, Workspace
from tests.cast import Cast
from tests.support.people import rows
from tests.support.web import signed_in

PAGE = b"<script>alert(1)</script>"


def test_a_file_comes_back_byte_for_byte_and_never_as_a_page(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    file = _upload(boris, cast, deal, "żółć.html", PAGE)
    got = boris.get(f"/files/{file.id}")
    assert got.content == PAGE
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    assert "żółć.html" in boris.get(f"/deals/{deal}").text


def test_a_file_that_is_too_large_is_refused_in_words(app: FastAPI, cast: Cast) -> None:
    app.state.settings.max_upload_mb = 1
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    refused = boris.post(f"/deals/{deal}/files", files={"file": ("big.bin", b"x" * (1024 * 1024 + 1))})
    assert refused.status_code == 413
    assert "larger than 1 MB" in refused.text
    assert rows(cast, File) == []


def test_a_form_without_a_file_is_refused(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    assert signed_in(app, cast, cast.boris).post(f"/deals/{deal}/files", files={"other": b""}).status_code == 422


def test_only_those_who_see_the_record_open_its_files(app: FastAPI, cast: Cast) -> None:
    file = _upload(signed_in(app, cast, cast.anna), cast, cast.deal(), "offer.pdf", b"%PDF")
    assert signed_in(app, cast, cast.boris).get(f"/files/{file.id}").status_code == 200
    assert signed_in(app, cast, cast.clara).get(f"/files/{file.id}").status_code == 404
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).visibility = Visibility.OWN
        session.commit()
    assert signed_in(app, cast, cast.boris).get(f"/files/{file.id}").status_code == 404


def test_files_are_deleted_by_their_uploaders(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    file = _upload(boris, cast, deal, "a.txt", b"a")
    assert signed_in(app, cast, cast.magda).delete(f"/files/{file.id}").status_code == 403
    assert boris.delete(f"/files/{file.id}").status_code == 303
    assert boris.get(f"/files/{file.id}").status_code == 404


def test_a_file_in_a_bound_field_ticks_its_step_and_reopens_it_when_deleted(app: FastAPI, cast: Cast) -> None:
    cast.field("contract", "file", label="Contract")
    cast.bind("custom.contract", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    saved = boris.post(f"/deals/{deal}/fields/custom.contract", files={"custom.contract__upload": ("c.pdf", b"%PDF")})
    assert saved.status_code == 303
    assert cast.ticked(deal) == {cast.steps[0]}
    [file] = rows(cast, File)
    assert signed_in(app, cast, cast.magda).get(f"/files/{file.id}").status_code == 200
    boris.delete(f"/files/{file.id}")
    assert cast.ticked(deal) == set()


def test_the_dialog_of_a_tick_takes_a_file(app: FastAPI, cast: Cast) -> None:
    cast.field("contract", "file", label="Contract")
    cast.bind("custom.contract", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    tick = f"/deals/{deal}/steps/{cast.steps[0]}/tick"
    asked = boris.post(tick, headers={"HX-Request": "true"})
    assert 'enctype="multipart/form-data"' in asked.text
    assert boris.post(tick, data={"asked": "1"}, files={"value__upload": ("c.pdf", b"%PDF")}).status_code == 303
    assert cast.ticked(deal) == {cast.steps[0]}


def test_nobody_opens_a_strangers_file_by_putting_its_id_into_a_field(app: FastAPI, cast: Cast) -> None:
    cast.field("contract", "file", label="Contract")
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).visibility = Visibility.OWN
        session.commit()
    hidden = _upload(signed_in(app, cast, cast.anna), cast, cast.deal(), "secret.txt", b"secret")
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    refused = boris.post(f"/deals/{deal}/fields/custom.contract", files={"custom.contract": (None, str(hidden.id))})
    assert refused.status_code == 422
    assert boris.get(f"/files/{hidden.id}").status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\offer.docx", "offer.docx"),
        ("a\x00b\n.txt", "ab.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 400 + ".pdf", "x" * 296 + ".pdf"),
        ("bad\ud800name.txt", "badname.txt"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def _upload(client: TestClient, cast: Cast, deal: int, name: str, content: bytes) -> File:
    assert client.post(f"/deals/{deal}/files", files={"file": (name, content)}).status_code == 303
    return rows(cast, File)[-1]
