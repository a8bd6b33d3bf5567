"""Files through the API: on records, in fields, and as versions of documents."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.documents import DOCUMENT
from stepmark.commands.records import create_record
from stepmark.domain.notes import File
from tests.cast import Cast
from tests.support.people import rows
from tests.support.signing import written_document
from tests.web.api.support import narrow_to_own

PAGE = b"<script>alert(1)</script>"
NAME = "oferta „żółć”.html"


def _sent(content: bytes = PAGE, name: str = NAME) -> dict[str, tuple[str, bytes]]:
    return {"file": (name, content)}


def test_a_file_from_its_sending_to_its_end(boris: TestClient, cast: Cast) -> None:
    url = f"/api/v1/deals/{cast.deal(by=cast.boris)}/files"
    key = {"Idempotency-Key": "once"}
    made = boris.post(url, files=_sent(), headers=key)
    file = made.json()
    assert made.status_code == 201
    assert (file["name"], file["size"], file["media_type"]) == (NAME, len(PAGE), "text/html")
    assert file["author_id"] == cast.boris.member_id
    assert boris.post(url, files=_sent(), headers=key).json() == file
    assert boris.post(url, files=_sent(b"another"), headers=key).status_code == 422
    second = boris.post(url, files=_sent(name="b.txt")).json()
    one = f"/api/v1/files/{file['id']}"
    assert boris.get(one).json() == file
    page = boris.get(f"{url}?limit=1").json()
    assert page["items"] == [file]
    assert boris.get(f"{url}?after={page['next']}").json() == {"items": [second], "next": None}
    assert boris.delete(one).status_code == 204
    assert boris.get(one).status_code == boris.get(f"{one}/content").status_code == 404
    assert boris.get(url).json()["items"] == [second]


def test_a_content_comes_back_byte_for_byte_and_never_as_a_page(boris: TestClient, cast: Cast) -> None:
    file = boris.post(f"/api/v1/deals/{cast.deal(by=cast.boris)}/files", files=_sent()).json()
    got = boris.get(f"/api/v1/files/{file['id']}/content")
    assert got.content == PAGE
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")


def test_a_file_is_sent_for_a_field_and_ticks_the_step_that_is_bound_to_it(boris: TestClient, cast: Cast) -> None:
    cast.field("contract", type="file")
    cast.bind("custom.contract", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    file = boris.post("/api/v1/files", files=_sent(b"%PDF", "contract.pdf")).json()
    filled = boris.patch(f"/api/v1/deals/{deal}", json={"custom": {"contract": file["id"]}})
    assert (filled.status_code, filled.json()["custom"]["contract"]) == (200, file["id"])
    assert boris.get(f"/api/v1/deals/{deal}/checklist").json()["progress"]["ticked"] == 1


def test_a_loose_file_is_seen_by_its_sender_alone(boris: TestClient, anna: TestClient, cast: Cast) -> None:
    file = boris.post("/api/v1/files", files=_sent()).json()
    one = f"/api/v1/files/{file['id']}"
    assert boris.get(one).json() == file
    assert (anna.get(one).status_code, anna.get(f"{one}/content").status_code) == (404, 404)


def test_who_does_not_see_the_record_does_not_see_its_files(anna: TestClient, boris: TestClient, cast: Cast) -> None:
    url = f"/api/v1/deals/{cast.deal(responsible_id=cast.anna.member_id)}/files"
    file = anna.post(url, files=_sent()).json()
    narrow_to_own(cast)
    assert boris.get(url).status_code == boris.get(f"/api/v1/files/{file['id']}").status_code == 404
    assert boris.get(f"/api/v1/files/{file['id']}/content").status_code == 404


def test_what_is_no_file_is_refused_by_the_name_of_its_part(app: FastAPI, boris: TestClient, cast: Cast) -> None:
    url = f"/api/v1/deals/{cast.deal(by=cast.boris)}/files"
    two = [("file", ("a", b"a")), ("file", ("b", b"b"))]
    for sent in ({"json": {"file": "a"}}, {"data": {"file": "a"}}, {"files": {"other": b"a"}}, {"files": two}, {}):
        refused = boris.post(url, **sent)
        assert (refused.status_code, refused.json()["field"]) == (422, "file")
    app.state.settings.max_upload_mb = 1
    large = boris.post(url, files=_sent(b"x" * (1024 * 1024 + 1)))
    assert (large.status_code, large.json()["type"]) == (413, "/problems/too-large")
    assert rows(cast, File) == []


def test_nothing_is_kept_of_whoever_may_not_send_it(app: FastAPI, viktor: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    assert viktor.post(f"/api/v1/deals/{deal}/files", files=_sent()).status_code == 403
    assert TestClient(app).post("/api/v1/files", files=_sent()).status_code == 401
    assert not app.state.settings.files_dir.exists()


def test_a_file_is_a_new_version_of_a_document(anna: TestClient, cast: Cast) -> None:
    url = f"/api/v1/documents/{cast.run(create_record, DOCUMENT, {'title': 'Contract'})}/versions"
    made = anna.post(url, files=_sent(b"first", "contract.pdf"))
    assert (made.status_code, made.json()["number"], made.json()["name"]) == (201, 1, "contract.pdf")
    second = anna.post(url, files=_sent(b"second", "signed.pdf")).json()
    assert anna.get(url).json()["items"] == [second, made.json()]
    assert [anna.get(f"{url}/{number}/content").content for number in (1, 2)] == [b"first", b"second"]
    assert anna.get(f"{url}/3/content").status_code == 404


def test_a_text_is_downloaded_as_html(anna: TestClient, cast: Cast) -> None:
    got = anna.get(f"/api/v1/documents/{written_document(cast)}/versions/1/content")
    assert got.headers["content-type"].startswith("text/html")
    assert got.headers["content-disposition"].startswith("attachment")
    assert "For " in got.text
