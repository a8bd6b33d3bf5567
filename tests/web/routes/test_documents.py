"""Documents and their templates in the browser."""

import re
from io import BytesIO

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.document_templates import create_document_template
from stepmark.catalogue.kinds import TASK
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.records import create_record
from stepmark.domain.documents import Document, DocumentTemplate
from tests.cast import Cast
from tests.support.people import row
from tests.support.rules import Rules
from tests.support.web import signed_in

URL = "/settings/document-templates"


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_versions_are_uploaded_downloaded_and_brought_back(anna: TestClient, cast: Cast) -> None:
    document = cast.run(create_record, DOCUMENT, {"title": "Offer"})
    url = f"/documents/{document}"
    assert "No version yet." in anna.get(url).text
    for content in (b"one", b"<script>alert(1)</script>"):
        assert anna.post(f"{url}/versions", files={"file": ("offer.html", BytesIO(content))}).status_code == 303
    first, second = (anna.get(f"{url}/versions/{number}") for number in (1, 2))
    assert (first.content, second.content) == (b"one", b"<script>alert(1)</script>")
    assert second.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in second.headers["content-security-policy"]
    assert anna.post(f"{url}/versions/1/restoration").status_code == 303
    assert anna.get(f"{url}/versions/3").content == b"one"
    assert "as version 1 was" in anna.get(url).text
    assert anna.get(f"{url}/versions/4").status_code == 404
    assert anna.get(f"{url}/versions/1/print").status_code == 404
    refused = anna.post(f"{url}/versions")
    assert refused.status_code == 422
    assert "Choose a file." in refused.text


def test_it_is_signed_and_refused_in_dialogs_and_on_pages(anna: TestClient, cast: Cast) -> None:
    document = cast.run(create_record, DOCUMENT, {"title": "Offer"})
    url = f"/documents/{document}"
    assert anna.post(f"{url}/signing").status_code == 303
    assert "There is nothing to sign yet" in anna.get(url).text
    assert "<dialog" in anna.get(f"{url}/signature/new", headers={"HX-Request": "true"}).text
    refused = anna.post(f"{url}/signature", data={"signed_by": "Olga", "signed_on": "9998-01-01"})
    assert refused.status_code == 422
    assert "not in the future" in refused.text
    assert 'value="Olga"' in refused.text
    assert anna.post(f"{url}/signature", data={"signed_by": "Olga", "signed_on": ""}).status_code == 303
    assert "Add the version" not in anna.get(url).text
    assert anna.post(f"{url}/refusal", data={"refusal": "No"}).status_code == 409
    assert anna.delete(f"{url}/signing").status_code == 303
    assert "Why it was refused" in anna.get(f"{url}/refusal/new").text
    assert anna.post(f"{url}/refusal", data={"refusal": "No"}).status_code == 303
    assert row(cast, Document, document).refusal == "No"


def test_a_template_is_made_changed_and_deleted_in_forms(anna: TestClient, cast: Cast) -> None:
    assert "No templates yet" in anna.get(URL).text
    assert "{{ company.name }}" in anna.get(f"{URL}/new?kind=company").text
    form = {"name": "Terms", "kind": "company", "body": "For {{ company.nothing }}"}
    refused = anna.post(URL, data=form)
    assert refused.status_code == 422
    assert "company.nothing" in refused.text
    assert anna.post(URL, data={**form, "body": "For {{ company.name }}"}).status_code == 303
    template = int(re.findall(rf"{URL}/(\d+)/edit", anna.get(URL).text)[0])
    changed = {"name": "Better terms", "body": "Yes", "version": "1"}
    assert anna.post(f"{URL}/{template}/edit", data=changed).status_code == 303
    assert anna.post(f"{URL}/{template}/edit", data={**changed, "name": "Late"}).status_code == 409
    assert row(cast, DocumentTemplate, template).name == "Better terms"
    rule = {"do": "create_document", "settings": {"template_id": template}}
    Rules(cast).make("created", rule, kind="company", name="Sends terms")
    assert "Sends terms" in anna.get(f"{URL}/{template}/deletion").text
    assert anna.delete(f"{URL}/{template}").status_code == 303
    assert "Better terms" not in anna.get(URL).text


def test_a_deal_gets_a_document_of_a_template_that_can_be_printed(app: FastAPI, cast: Cast, anna: TestClient) -> None:
    template = cast.run(
        create_document_template, {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }} <b>\n\nNow"}
    )
    deal = cast.deal(title="Roof & walls", responsible_id=cast.boris.member_id)
    boris = signed_in(app, cast, cast.boris)
    url = f"/deals/{deal}/documents"
    assert f'href="{url}/new"' in boris.get(f"/deals/{deal}").text
    assert "Contract" in boris.get(f"{url}/new").text
    assert boris.post(url, data={}).status_code == 422
    made = boris.post(url, data={"template_id": str(template), "title": ""})
    assert made.status_code == 303
    page = boris.get(made.headers["location"])
    assert "Contract – Roof &amp; walls" in page.text
    assert "<p>For Roof &amp; walls &lt;b&gt;</p>\n<p>Now</p>" in page.text
    printed = boris.get(f"{made.headers['location']}/versions/1/print")
    assert "<p>For Roof &amp; walls &lt;b&gt;</p>" in printed.text
    saved = boris.get(f"{made.headers['location']}/versions/1")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "no templates for these records" in anna.get(f"/companies/{cast.company()}/documents/new").text
    task = cast.run(create_record, TASK, {"title": "Call"})
    assert anna.get(f"/tasks/{task}/documents/new").status_code == 404


def test_a_document_of_a_template_is_offered_only_where_one_can_be_made(app: FastAPI, cast: Cast) -> None:
    """Templates are about deals, companies and contacts; a lead's page once led to nothing."""
    boris = signed_in(app, cast, cast.boris)
    for url, offered in ((f"/deals/{cast.deal()}", True), (f"/leads/{cast.lead()}", False)):
        assert (f'href="{url}/documents/new"' in boris.get(url).text) is offered
        assert (boris.get(f"{url}/documents/new").status_code == 200) is offered
