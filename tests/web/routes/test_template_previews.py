"""A template filled in with a record to be looked at, of which nothing is kept."""

import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.document_templates import create_document_template
from stepmark.commands.fields import delete_field
from stepmark.domain.documents import Document, DocumentTemplate
from stepmark.domain.history import History
from tests.cast import Cast
from tests.support.people import rows
from tests.support.web import signed_in
from tests.support.words import document, lines_of, paragraph

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/document-templates"
WORD = document(
    paragraph("For {{ deal.title }}, {{ deal.source }}, {{ deal.custom.roof }}"),
    paragraph("{% if deal.source == “Fair” %}"),
    paragraph("{{ deal.amount | plus: deal.title }}"),
    paragraph("{% endif %}"),
)


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def preview(anna: TestClient, cast: Cast) -> str:
    """The address of a Word template's preview; it reads a field that is gone meanwhile."""
    field = cast.field("roof", "text")
    file = {"file": ("Contract.docx", io.BytesIO(WORD))}
    assert anna.post(URL, data={"name": "Contract", "kind": "deal", "body": ""}, files=file).status_code == 303
    cast.run(delete_field, field)
    (template,) = rows(cast, DocumentTemplate)
    assert f"{URL}/{template.id}/preview" in anna.get(URL).text
    assert f"{URL}/{template.id}/preview" in anna.get(f"{URL}/{template.id}/edit").text
    return f"{URL}/{template.id}/preview"


def test_a_word_document_is_filled_in_and_what_is_amiss_is_named(anna: TestClient, preview: str, cast: Cast) -> None:
    deal, before = cast.deal(title="Roof <w:p> 1/2"), len(rows(cast, History))
    assert "<dialog" in anna.get(preview, headers={"HX-Request": "true"}).text
    page = anna.get(preview, params={"record_id": deal}).text
    for part in ("“Source” is empty.", "There is no field “deal.custom.roof” here.", f"file?record_id={deal}"):
        assert part in page
    made = anna.get(f"{preview}/file", params={"record_id": deal})
    assert lines_of(made.content)[0] == "For Roof &lt;w:p&gt; 1/2, , "
    name = "attachment; filename*=utf-8''Contract%20%E2%80%93%20Roof%20%3Cw%3Ap%3E%201-2.docx"
    assert made.headers["content-disposition"] == name
    assert "sandbox" in made.headers["content-security-policy"]
    assert (rows(cast, Document), len(rows(cast, History)) - before) == ([], 0)


def test_what_can_not_be_reckoned_is_said_and_makes_no_file(anna: TestClient, preview: str, cast: Cast) -> None:
    deal = cast.deal(title="Roof", source="Fair", amount="5")
    page = anna.get(preview, params={"record_id": deal})
    assert (page.status_code, "no number" in page.text, "/file?" in page.text) == (200, True, False)
    assert anna.get(f"{preview}/file", params={"record_id": deal}).status_code == 422


def test_a_record_is_found_by_its_whole_name_without_scripts(anna: TestClient, preview: str, cast: Cast) -> None:
    deal = cast.deal(title="Roof")
    assert f"file?record_id={deal}" in anna.get(preview, params={"record_id_text": "roof"}).text
    for lost in ({"record_id_text": "<b>"}, {"record_id": "999"}):
        refused = anna.get(preview, params=lost)
        assert (refused.status_code, "Choose one from the list." in refused.text) == (422, True)
        assert "<b>" not in refused.text
    for odd in ("", "x", "9" * 40):
        assert anna.get(f"{preview}/file", params={"record_id": odd}).status_code == 404


def test_a_text_is_shown_as_it_reads(anna: TestClient, cast: Cast) -> None:
    body = {"name": "Letter", "kind": "deal", "body": "For {{ deal.title }}\n\n{{ deal.source }}"}
    url = f"{URL}/{cast.run(create_document_template, body)}/preview"
    deal = cast.deal(title="<i>Roof</i>")
    page = anna.get(url, params={"record_id": deal}).text
    assert ("For &lt;i&gt;Roof&lt;/i&gt;" in page, "“Source” is empty." in page) == (True, True)
    assert anna.get(f"{url}/file", params={"record_id": deal}).status_code == 404


def test_only_administrators_see_it_and_only_their_own(app: FastAPI, preview: str, cast: Cast) -> None:
    deal = cast.deal()
    for stranger, status in ((cast.boris, 403), (cast.clara, 404)):
        client = signed_in(app, cast, stranger)
        assert client.get(f"{preview}/file", params={"record_id": deal}).status_code == status
        assert client.get(preview, params={"record_id": deal}).status_code == status
