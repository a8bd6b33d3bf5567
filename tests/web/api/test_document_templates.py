"""Templates of documents over the API: texts and Word documents, and what is made of them."""

from base64 import b64encode
from typing import Any

import pytest
from fastapi.testclient import TestClient

from stepmark.automation.document_templates import create_document_template
from tests.cast import Cast
from tests.support.words import document, paragraph

pytestmark = pytest.mark.sqlite_alone
URL = "/api/v1/document-templates"
TEXT = {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"}
DOCX = document(paragraph("For {{ deal.title }}"))


def _file(content: bytes = DOCX, name: str = "Contract.docx") -> dict[str, str]:
    return {"name": name, "content": b64encode(content).decode()}


def _word(**values: Any) -> dict[str, Any]:
    return {"name": "Contract", "kind": "deal", "file": _file(), **values}


def test_a_text_is_made_changed_and_deleted(anna: TestClient) -> None:
    made = anna.post(URL, json=TEXT)
    template = made.json()
    assert (made.status_code, template) == (201, {**TEXT, "id": template["id"], "file": None, "version": 1})
    one = f"{URL}/{template['id']}"
    changed = anna.patch(one, json={"name": "Offer"}, headers={"If-Match": '"1"'})
    assert changed.json() == {**template, "name": "Offer", "version": 2}
    assert changed.headers["ETag"] == anna.get(one).headers["ETag"] == '"2"'
    assert anna.patch(one, json={"name": "Stale"}, headers={"If-Match": '"1"'}).status_code == 409
    assert anna.get(URL).json()["items"] == [changed.json()]
    assert anna.get(f"{one}/file").status_code == 404
    assert anna.delete(one).status_code == 204
    assert anna.get(one).status_code == 404


def test_a_word_document_is_sent_replaced_and_read_as_it_was(anna: TestClient, boris: TestClient) -> None:
    template = anna.post(URL, json=_word()).json()
    assert (template["body"], template["file"]) == ("", {"name": "Contract.docx", "size": len(DOCX)})
    one, other = f"{URL}/{template['id']}", document(paragraph("New"))
    read = anna.get(f"{one}/file")
    assert (read.content, read.headers["content-disposition"]) == (DOCX, "attachment; filename*=utf-8''Contract.docx")
    assert "sandbox" in read.headers["content-security-policy"]
    assert boris.get(f"{one}/file").status_code == 403
    assert anna.patch(one, json={"name": "Better"}).json()["file"] == template["file"]
    changed = anna.patch(one, json={"file": _file(other, "Neu/../ü.docx")}).json()
    assert (changed["name"], changed["file"]["size"], changed["version"]) == ("Better", len(other), 3)
    assert anna.get(f"{one}/file").content == other


def test_a_document_is_made_once_for_each_key(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal(title="Roof")
    for key, body in (("text", TEXT), ("word", _word())):
        one = f"{URL}/{anna.post(URL, json=body).json()['id']}"
        asked, headers = {"kind": "deal", "record_id": deal, "title": "Ours"}, {"Idempotency-Key": key}
        first, again = (anna.post(f"{one}/documents", json=asked, headers=headers) for _ in range(2))
        assert (first.status_code, first.json()) == (201, again.json())
        assert (first.json()["title"], first.json()["deal_id"]) == ("Ours", deal)
        (version,) = anna.get(f"/api/v1/documents/{first.json()['id']}/versions").json()["items"]
        assert version["number"] == 1


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"kind": "company"}, 422, "kind"),
        ({"kind": "rocket"}, 422, "kind"),
        ({"record_id": 2**62}, 404, None),
        ({"title": "x" * 301}, 422, "title"),
    ],
)
def test_a_document_about_something_else_is_refused(
    anna: TestClient, cast: Cast, change: dict[str, Any], status: int, field: str | None
) -> None:
    template = cast.run(create_document_template, TEXT)
    asked = {"kind": "deal", "record_id": cast.deal(), **change}
    refused = anna.post(f"{URL}/{template}/documents", json=asked)
    assert (refused.status_code, refused.json()["field"]) == (status, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**TEXT, "name": ""}, "name"),
        ({**TEXT, "kind": "task"}, "kind"),
        ({**TEXT, "body": " "}, "body"),
        ({**TEXT, "body": "{{ deal.nothing }}"}, "body"),
        (_word(body="Both"), "body"),
        (_word(file={"name": "x.docx", "content": "not base64!"}), "file"),
        (_word(file={"name": "x.docx", "content": "ü"}), "file"),
        (_word(file=_file(b"%PDF-1.4")), "file"),
        (_word(file=_file(document(paragraph("{{ deal.nothing }}")))), "file"),
        (_word(file=_file(document(paragraph("x"), vbaProject="x"))), "file"),
        (_word(file=_file(document(paragraph("x"), big="0" * 40_000_000))), "file"),
        (_word(file=_file(b"x" * (5 * 1024 * 1024 + 1))), "file"),
        (_word(file={"name": "", "content": ""}), "file"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(anna: TestClient, body: dict[str, Any], field: str) -> None:
    refused = anna.post(URL, json=body)
    assert (refused.status_code, refused.json()["field"].partition(".")[0]) == (422, field)
    assert anna.get(URL).json()["items"] == []


def test_a_word_document_takes_no_text_beside_it(anna: TestClient) -> None:
    one = f"{URL}/{anna.post(URL, json=_word()).json()['id']}"
    refused = anna.patch(one, json={"body": "A text"})
    assert (refused.status_code, refused.json()["field"]) == (422, "body")
