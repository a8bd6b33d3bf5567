"""Templates that are Word documents: uploaded, filled in, and refused in words."""

import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.document_templates import ABOUT
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.lines import set_lines
from stepmark.domain.documents import DocumentTemplate
from tests.cast import Cast
from tests.support.people import rows
from tests.support.web import signed_in
from tests.support.words import document, lines_of, paragraph, row

URL = "/settings/document-templates"
WHOLE = document(
    paragraph("For {", "{ deal.ti", "tle }} &amp; co."),
    "<w:tbl>" + row("{% for line in deal.lines %}{{ line.name }}", "{{ line.total }}{% endfor %}") + "</w:tbl>",
    paragraph("{% if deal.source == “Fair” %}"),
    paragraph("Met at a fair"),
    paragraph("{% endif %}"),
    paragraph("{{ deal.amount | in_words }}"),
)


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def upload(anna: TestClient, content: bytes, name: str = "Contract.docx", url: str = URL, **form: str) -> str:
    """What the form answers."""
    data = {"name": "Contract", "kind": ABOUT[0].name, "body": "", **form}
    answer = anna.post(url, data=data, files={"file": (name, io.BytesIO(content))})
    return answer.text if answer.status_code == 422 else str(answer.status_code)


@pytest.mark.row("S34")
def test_a_record_fills_it_in_with_rows_and_words_and_nothing_becomes_markup(anna: TestClient, cast: Cast) -> None:
    assert upload(anna, WHOLE) == "303"
    (template,) = rows(cast, DocumentTemplate)
    deal = cast.deal(title="Roof <w:p> {{ x }}", source="Fair", amount={"amount": "12", "currency": "EUR"})
    lines = [{"name": "Tiles & more", "quantity": 1, "price": 5}, {"name": "Work", "quantity": 2, "price": 3}]
    cast.run(set_lines, DEAL, deal, lines)
    made = anna.post(f"/deals/{deal}/documents", data={"template_id": str(template.id), "title": "Ours"})
    page = anna.get(made.headers["location"]).text
    assert "Ours.docx" in page
    answer = anna.get(f"{made.headers['location']}/versions/1")
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''Ours.docx"
    found = lines_of(answer.content)
    assert found[0] == "For Roof &lt;w:p&gt; {{ x }} &amp; co."
    assert [found[1], found[3]] == ["Tiles &amp; more", "Work"]
    assert found[5:] == ["Met at a fair", "eleven euros 00/100"]
    assert anna.get(f"{URL}/{template.id}/file").content == WHOLE


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"%PDF-1.4", "no Word document"),
        (document(paragraph("{{ deal.nothing }}")), "deal.nothing"),
        (document(paragraph("One"), paragraph("{% for x"), paragraph("y")), "is not closed"),
        (document(paragraph("{% for x in deal.lines %}")), "Line"),
        (document(paragraph("x {% if deal.title %}"), paragraph("{% endif %}")), "paragraphs of their own"),
        (document(paragraph("x"), vbaProject="x"), "macros"),
        (document(paragraph("x"), header1='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "can&#39;t be read"),
        (document(paragraph("x"), big="0" * 40_000_000), "unpacks to more"),
    ],
)
def test_what_cannot_be_understood_is_refused_at_the_file(anna: TestClient, content: bytes, fault: str) -> None:
    assert fault.replace("&#39;", "'") in upload(anna, content).replace("&#39;", "'")


def test_it_is_renamed_and_replaced(anna: TestClient, cast: Cast) -> None:
    upload(anna, WHOLE)
    (template,) = rows(cast, DocumentTemplate)
    form = anna.get(f"{URL}/{template.id}/edit").text
    assert "Contract.docx" in form
    # With files a form can't say another method than POST, as the server does not wait for them to look.
    assert (f'action="{URL}/{template.id}/edit"' in form, 'name="_method" value="PUT"' in form) == (True, False)
    one, other = f"{URL}/{template.id}/edit", document(paragraph("New"))
    assert anna.post(one, data={"name": "Better", "version": "1"}).status_code == 303
    files = {"file": ("New.docx", io.BytesIO(other))}
    assert anna.post(one, data={"name": "Better", "version": "2"}, files=files).status_code == 303
    assert anna.get(f"{URL}/{template.id}/file").content == other
