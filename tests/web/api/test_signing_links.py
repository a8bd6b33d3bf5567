"""Signing links over the API: made for a document, read by those who see it, and withdrawn."""

import pytest
from fastapi.testclient import TestClient

from stepmark.commands.documents import DOCUMENT, add_version, back_to_draft
from stepmark.commands.files import Upload
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.support.signing import asked_to_sign, written_document

pytestmark = pytest.mark.sqlite_alone


def url_of(document: int) -> str:
    return f"/api/v1/documents/{document}/signing-links"


def test_a_link_from_its_making_to_its_end(anna: TestClient, cast: Cast) -> None:
    url = url_of(document := written_document(cast))
    body = {"signer": "Olga Lis", "email": "olga@acme.pl", "days": 3}
    made = anna.post(url, json=body, headers={"Idempotency-Key": "1"})
    assert made.status_code == 201
    link = made.json()
    assert (link["signer"], link["email"], link["document_version"]) == ("Olga Lis", "olga@acme.pl", 1)
    assert (link["state"], link["author_id"]) == ("open", cast.anna.member_id)
    assert anna.post(url, json=body, headers={"Idempotency-Key": "1"}).json() == link
    assert "Olga Lis" in anna.get(link["path"]).text
    assert anna.get(f"/api/v1/documents/{document}").json()["status"] == "for_signing"
    for _again in range(2):
        assert anna.delete(f"{url}/{link['id']}").status_code == 204
    (listed,) = anna.get(url).json()["items"]
    assert (listed["state"], listed["path"]) == ("withdrawn", None)


def test_a_colleague_sees_how_a_link_stands_and_not_where_it_is_signed(
    boris: TestClient, viktor: TestClient, cast: Cast
) -> None:
    document = written_document(cast)
    asked_to_sign(cast, document, "Olga", raw_email="olga@acme.pl")
    for colleague in (boris, viktor):
        (listed,) = colleague.get(url_of(document)).json()["items"]
        assert (listed["state"], listed["signer"], listed["path"], listed["email"]) == ("open", "Olga", None, None)


def test_a_link_is_withdrawn_under_its_own_document_alone(anna: TestClient, cast: Cast) -> None:
    link, other = asked_to_sign(cast, document := written_document(cast)), written_document(cast, "Other")
    assert anna.delete(f"{url_of(other)}/{link.id}").status_code == 404
    assert anna.get(url_of(document)).json()["items"][0]["state"] == "open"


def test_a_document_that_waits_no_more_closes_its_links(anna: TestClient, cast: Cast) -> None:
    asked_to_sign(cast, document := written_document(cast))
    cast.run(back_to_draft, document)
    (listed,) = anna.get(url_of(document)).json()["items"]
    assert (listed["state"], listed["path"]) == ("closed", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signer": ""}, "signer"),
        ({"signer": "x" * 301}, "signer"),
        ({"email": "x" * 321}, "email"),
        ({"days": 0}, "days"),
        ({"days": 2**70}, "days"),
        ({"days": "3"}, "days"),
        ({"document_version": 1}, "document_version"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_field(
    anna: TestClient, cast: Cast, change: dict[str, object], field: str
) -> None:
    refused = anna.post(url_of(written_document(cast)), json={"signer": "Olga", **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field)


def test_what_no_page_can_show_is_not_asked_to_be_signed(anna: TestClient, cast: Cast) -> None:
    document = cast.run(create_record, DOCUMENT, {"title": "Contract"})
    empty = anna.post(url_of(document), json={"signer": "Olga"})
    assert (empty.status_code, "nothing to sign" in empty.json()["detail"]) == (422, True)
    cast.run(add_version, document, [Upload("Contract.docx", "a" * 64, 1)])
    refused = anna.post(url_of(document), json={"signer": "Olga"})
    assert (refused.status_code, "“Contract.docx”" in refused.json()["detail"]) == (422, True)
