"""Documents made of templates: whatever a text holds or fills in, it is shown as text."""

from typing import Any

import pytest

from stepmark.automation.document_templates import (
    create_document_template,
    delete_document_template,
    document_about,
    update_document_template,
)
from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.records import delete_record
from stepmark.domain.documents import Document, DocumentTemplate, DocumentVersion
from stepmark.platform.errors import Invalid, Problem
from tests.cast import Cast
from tests.support.people import row, rows

pytestmark = pytest.mark.sqlite_alone
CONTRACT = {
    "name": "Contract",
    "kind": "deal",
    "body": "Between us\nand {{ deal.company.name }}.\n\nFor {{ deal.title }}.",
}


@pytest.fixture
def contract(cast: Cast) -> int:
    """A template about deals."""
    return int(cast.run(create_document_template, CONTRACT))


def test_a_document_holds_the_text_as_the_record_stood(cast: Cast, contract: int) -> None:
    company = cast.company("A<b>C</b> & Co")
    deal = cast.deal(title="Roof", company_id=company)
    document = cast.run(document_about, DEAL, deal, contract, {})
    cast.change("deal", deal, title="Another")
    made = row(cast, Document, document)
    assert (made.title, made.deal_id, made.company_id, made.status) == ("Contract – Roof", deal, company, "draft")
    (version,) = rows(cast, DocumentVersion)
    assert version.html == "<p>Between us<br>\nand A&lt;b&gt;C&lt;/b&gt; &amp; Co.</p>\n<p>For Roof.</p>"
    assert (version.number, version.media_type, version.sha256) == (1, "text/html", None)


def test_a_link_that_leads_nowhere_is_left_out(cast: Cast, contract: int) -> None:
    company = cast.company("ACME")
    deal = cast.deal(title="Roof", company_id=company)
    cast.run(delete_record, COMPANY, company)
    document = cast.run(document_about, DEAL, deal, contract, {"title": " Ours "})
    assert (row(cast, Document, document).title, row(cast, Document, document).company_id) == ("Ours", None)


def test_a_template_is_for_records_of_its_kind(cast: Cast, contract: int) -> None:
    with pytest.raises(Problem, match="is for other records"):
        cast.run(document_about, COMPANY, cast.company(), contract, {})
    with pytest.raises(Problem, match="not-found"):
        cast.run(document_about, DEAL, cast.deal(), contract, {}, by=cast.clara)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"name": " "}, "name"),
        ({"kind": "task"}, "kind"),
        ({"kind": None}, "kind"),
        ({"body": ""}, "body"),
        ({"body": "{{ deal.nothing }}"}, "body"),
        ({"body": "{% for"}, "body"),
        ({"body": "{{ company.name }}"}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "\x00"}, "body"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_is_named_at_its_place(cast: Cast, raw: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_document_template, {**CONTRACT, **raw})
    assert set(refused.value.errors) == {place}


def test_administrators_alone_keep_them(cast: Cast, contract: int) -> None:
    cast.run(update_document_template, contract, {"name": "Better"}, version=1)
    assert row(cast, DocumentTemplate, contract).name == "Better"
    with pytest.raises(Problem, match="Somebody else"):
        cast.run(update_document_template, contract, {"name": "Late"}, version=1)
    for verb, arguments in (
        (create_document_template, (CONTRACT,)),
        (update_document_template, (contract, {"name": "x"})),
        (delete_document_template, (contract,)),
    ):
        with pytest.raises(Problem, match="not-allowed"):
            cast.run(verb, *arguments, by=cast.magda)
    with pytest.raises(Problem, match="not-found"):
        cast.run(delete_document_template, contract, by=cast.clara)
    cast.run(delete_document_template, contract)
    with pytest.raises(Problem, match="not-found"):
        cast.run(document_about, DEAL, cast.deal(), contract, {})
