"""A client signs a document on a page of their own: what they see, what is kept, and what can't be done twice."""

import hashlib
import io
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.document_templates import create_document_template, document_about
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.documents import DOCUMENT, add_version, back_to_draft
from stepmark.commands.erasure import erase_contact
from stepmark.commands.files import Upload
from stepmark.commands.records import create_record
from stepmark.domain.deliveries import Delivery
from stepmark.domain.documents import Document, DocumentVersion
from stepmark.domain.erasures import ERASED
from stepmark.domain.signing_links import SigningLink
from stepmark.platform import clock
from stepmark.platform.file_store import FileStore
from stepmark.queries.personal_data import data_of_contact
from tests.cast import Cast
from tests.support.mails import mailbox
from tests.support.pdfs import pdf_text
from tests.support.people import row, rows
from tests.support.rules import Rules, set_fields
from tests.support.signing import asked_to_sign
from tests.support.web import signed_in

SIGNED = {"name": "Olga Lis", "agreed": "1"}


@pytest.fixture
def signer(app: FastAPI) -> TestClient:
    """Somebody's browser."""
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Browser/1"}
    return TestClient(app, follow_redirects=False, headers=headers)


@pytest.fixture
def contract(cast: Cast) -> int:
    """A document about a deal."""
    body = "For {{ deal.title }} & co.\n\nSecond part"
    template = cast.run(create_document_template, {"name": "Contract", "kind": "deal", "body": body})
    deal = cast.deal(title="Roof <b>", contact_id=cast.contact("Olga"))
    return int(cast.run(document_about, DEAL, deal, template, {"title": "Contract 5"}))


def link_to(cast: Cast, document: int, **more: Any) -> tuple[SigningLink, str]:
    """A new link with its address."""
    found = asked_to_sign(cast, document, **more)
    return found, f"/sign/{found.token}"


def content_of(cast: Cast, sha256: str | None) -> bytes:
    return FileStore(cast.database.settings.files_dir, 0).path(str(sha256)).read_bytes()


@pytest.mark.row("B22")
def test_it_is_read_and_signed_once_and_the_record_lies_behind_what_was_shown(
    app: FastAPI, cast: Cast, signer: TestClient, contract: int
) -> None:
    anna = signed_in(app, cast, cast.anna)
    made = anna.post(f"/documents/{contract}/signing-links", data={"signer": "Olga", "email": "", "days": "7"})
    assert made.status_code == 303
    found = re.search(r'value="https://crm.example.com(/sign/[^"]+)"', anna.get(f"/documents/{contract}").text)
    assert found is not None
    url = found[1]
    page = signer.get(url)
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "<p>For Roof &lt;b&gt; &amp; co.</p>" in page.text
    shown = signer.get(f"{url}/pdf").content
    (link,) = rows(cast, SigningLink)
    assert link.pdf_sha256 == hashlib.sha256(shown).hexdigest()
    assert link.pdf_sha256 in page.text
    assert signer.post(f"{url}/signature", data={"name": "Olga", "agreed": ""}).status_code == 422
    assert signer.post(f"{url}/signature", data={"name": " ", "agreed": "1"}).status_code == 422
    for _again in range(2):
        assert signer.post(f"{url}/signature", data=SIGNED).status_code == 303
    document = row(cast, Document, contract)
    assert (document.status, document.signed_by) == ("signed", "Olga Lis")
    first, second = rows(cast, DocumentVersion)
    assert (first.number, second.number, second.media_type) == (1, 2, "application/pdf")
    text = pdf_text(signer.get(f"{url}/pdf").content)
    for each in ("Second part", "Record of the signature", "Olga Lis", "testclient", "Browser/1", link.pdf_sha256):
        assert each in text
    assert "Olga Lis signed this document" in signer.get(url).text
    assert "Signed as Olga Lis" in anna.get(f"/documents/{contract}").text


def test_opening_and_signing_wake_rules_of_the_deal_once(cast: Cast, signer: TestClient, contract: int) -> None:
    rules = Rules(cast)
    rules.make("document_opened", set_fields(source="opened"))
    rules.make("document_signed", set_fields(source="signed"))
    _link, url = link_to(cast, contract)
    for _again in range(2):
        signer.get(url)
    assert rules.outcomes() == ["done"]
    signer.post(f"{url}/signature", data=SIGNED)
    assert rules.outcomes() == ["done", "done"]


def test_it_is_refused_with_a_reason(cast: Cast, signer: TestClient, contract: int) -> None:
    link, url = link_to(cast, contract)
    signer.get(url)
    assert signer.post(f"{url}/refusal", data={"reason": "x" * 301}).status_code == 422
    for _again in range(2):
        assert signer.post(f"{url}/refusal", data={"reason": "Too dear"}).status_code == 303
    assert (row(cast, Document, contract).status, row(cast, Document, contract).refusal) == ("refused", "Too dear")
    assert "was refused" in signer.get(url).text
    assert signer.post(f"{url}/signature", data=SIGNED).status_code == 303
    assert row(cast, SigningLink, link.id).answer == "refused"
    assert signer.get(f"{url}/pdf").status_code == 404


@pytest.mark.parametrize("end", ["expired", "withdrawn", "draft", "changed"])
def test_a_link_that_has_ended_signs_nothing(
    app: FastAPI, cast: Cast, signer: TestClient, contract: int, end: str
) -> None:
    link, url = link_to(cast, contract)
    signer.get(url)
    if end == "expired":
        clock.set_clock(link.expires_at.isoformat())
    elif end == "withdrawn":
        anna = signed_in(app, cast, cast.anna)
        assert anna.delete(f"/documents/{contract}/signing-links/{link.id}").status_code == 303
    elif end == "draft":
        cast.run(back_to_draft, contract)
    else:
        cast.run(add_version, contract, [Upload("x.pdf", "0" * 64, 1)])
    assert "be signed here any more" in signer.get(url).text
    assert signer.post(f"{url}/signature", data=SIGNED).status_code == 303
    assert signer.post(f"{url}/refusal", data={}).status_code == 303
    assert row(cast, SigningLink, link.id).answer is None
    assert signer.get(f"{url}/pdf").status_code == 404


def test_what_cannot_be_shown_is_not_asked_for(app: FastAPI, cast: Cast) -> None:
    anna, store = signed_in(app, cast, cast.anna), FileStore(cast.database.settings.files_dir, 10**6)
    empty = cast.run(create_record, DOCUMENT, {"title": "Empty"})
    asked = {"signer": "Olga", "days": "7"}
    refused = anna.post(f"/documents/{empty}/signing-links", data=asked)
    assert (refused.status_code, "nothing to sign yet" in refused.text) == (422, True)
    for name, fault in (("a.docx", "Add it as a PDF first"), ("a.pdf", "is no PDF that can be read")):
        kept = store.keep(io.BytesIO(b"%PDF-1.4 broken"))
        cast.run(add_version, empty, [Upload(name, kept.sha256, kept.size)])
        refused = anna.post(f"/documents/{empty}/signing-links", data=asked)
        assert (refused.status_code, fault in refused.text) == (422, True)
    assert rows(cast, SigningLink) == []


def test_the_link_goes_by_mail_and_its_form_names_what_is_wrong(app: FastAPI, cast: Cast, contract: int) -> None:
    mailbox(cast)
    anna, url = signed_in(app, cast, cast.anna), f"/documents/{contract}/signing-links"
    assert 'value="Olga"' in anna.get(f"{url}/new").text
    for wrong in ({"signer": ""}, {"days": "0"}, {"email": ""}, {"email": "nobody"}, {"signer": "\x00"}):
        given = {"signer": "Olga", "email": "o@example.com", "days": "7", "sends": "1", **wrong}
        assert anna.post(url, data=given).status_code == 422
    assert rows(cast, SigningLink) == []
    sent = {"signer": "Olga", "email": "o@example.com", "days": "7", "sends": "1"}
    assert anna.post(url, data=sent).status_code == 303
    (link,), (delivery,) = rows(cast, SigningLink), rows(cast, Delivery)
    assert f"https://crm.example.com/sign/{link.token}" in delivery.content["text"]
    assert delivery.recipient == "o@example.com"


def test_erasing_the_client_leaves_no_trace_in_the_links(cast: Cast, signer: TestClient, contract: int) -> None:
    link, url = link_to(cast, contract, raw_email="olga@example.com")
    signer.get(url)
    signer.post(f"{url}/signature", data=SIGNED)
    contact = row(cast, Document, contract).contact_id
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = data_of_contact(session, contact or 0)
    cast.run(erase_contact, contact or 0, found)
    kept = row(cast, SigningLink, link.id)
    assert (kept.signer, kept.answer_name, kept.answer) == (ERASED, ERASED, "signed")
    assert (kept.email, kept.opened_from, kept.answered_from, kept.browser) == (None, None, None, None)


def test_nobody_else_is_let_near(app: FastAPI, cast: Cast, signer: TestClient, contract: int) -> None:
    link, url = link_to(cast, contract)
    clara = signed_in(app, cast, cast.clara)
    assert clara.delete(f"/documents/{contract}/signing-links/{link.id}").status_code == 404
    assert clara.post(f"/documents/{contract}/signing-links", data={"signer": "x", "days": "1"}).status_code == 404
    other = cast.run(create_record, DOCUMENT, {"title": "Other"})
    anna = signed_in(app, cast, cast.anna)
    assert anna.delete(f"/documents/{other}/signing-links/{link.id}").status_code == 404
    assert signer.get("/sign/nonsense").status_code == 404
    assert signer.get(f"{url}/pdf").status_code == 404, "nothing is shown before the page was opened"
    for _time in range(80):
        answer = signer.get(url)
    assert answer.status_code == 429
