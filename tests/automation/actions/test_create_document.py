"""A document made by a rule, and rules about signatures."""

from typing import Any

import pytest

from stepmark.automation.document_templates import create_document_template
from stepmark.automation.undo import undo_run
from stepmark.commands.documents import DOCUMENT, mark_signed
from stepmark.commands.records import create_record
from stepmark.domain.documents import Document, DocumentVersion
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
CALLED = {"on": "modified", "fields": ["source"]}


@pytest.mark.row("S34")
def test_it_is_made_of_a_template_for_signing_and_for_the_deals_client(cast: Cast, rules: Rules) -> None:
    template = cast.run(create_document_template, {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"})
    rules.make(CALLED, document(template_id=template))
    company = cast.company("ACME")
    deal = cast.deal(title="Roof", company_id=company, responsible_id=cast.boris.member_id)
    cast.change("deal", deal, source="Fair")
    (made,) = rows(cast, Document)
    assert (made.title, made.status, made.deal_id, made.company_id) == ("Contract – Roof", "for_signing", deal, company)
    assert made.responsible_id == cast.boris.member_id
    assert [each.html for each in rows(cast, DocumentVersion)] == ["<p>For Roof</p>"]
    assert cast.run(undo_run, rules.runs()[0].id) == []
    assert rows(cast, Document)[0].is_deleted


def test_without_a_template_it_is_an_empty_draft_called_as_it_is_said(cast: Cast, rules: Rules) -> None:
    rules.make("created", document(title="Terms for {{ company }}", for_signing=False, link=False), kind="company")
    cast.company("ACME")
    (made,) = rows(cast, Document)
    assert (made.title, made.status, made.company_id) == ("Terms for ACME", "draft", None)
    assert rows(cast, DocumentVersion) == []


def test_a_template_for_other_records_fails_in_words(cast: Cast, rules: Rules) -> None:
    template = cast.run(create_document_template, {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"})
    rules.make("created", document(template_id=template), kind="company")
    cast.company("ACME")
    assert rules.outcomes() == ["failed"]
    assert rows(cast, Document) == []


@pytest.mark.parametrize("kind", ["document", "deal", "company", "contact"])
def test_a_signature_wakes_rules_about_the_document_and_what_it_belongs_to(cast: Cast, rules: Rules, kind: str) -> None:
    field = {"document": "description", "deal": "source", "company": "status", "contact": "job_title"}[kind]
    rules.make("document_signed", set_fields(**{field: "Signed"}), kind=kind)
    links = {"deal_id": cast.deal(), "company_id": cast.company(), "contact_id": cast.contact()}
    made = cast.run(create_record, DOCUMENT, {"title": "Contract", **links})
    assert rules.runs() == []
    cast.run(mark_signed, made, "", "Olga")
    record_id = {"document": made}.get(kind) or links[f"{kind}_id"]
    assert rules.value(kind, record_id, field) == "Signed"
    assert rules.outcomes() == ["done"]


def document(**settings: Any) -> dict[str, Any]:
    return {"do": "create_document", "settings": settings}
