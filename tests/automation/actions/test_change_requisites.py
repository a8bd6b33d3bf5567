"""Requisites are changed by rules, with the rows of the requirements in the tests' names."""

from typing import Any

import pytest

from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import COMPANY, CONTACT, KINDS
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.requisites import set_requisites
from stepmark.queries.requisites import requisites_of
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def acme(cast: Cast) -> int:
    """A company with requisites by both templates."""
    company = cast.company()
    raw = {"company": {"tax_number": "1", "address.registered": "Old 1"}, "person": {"tax_number": "2"}}
    cast.run(set_requisites, COMPANY, company, raw)
    return company


def on_invoice(rules: Rules, **settings: Any) -> int:
    """The action on the second stage, Invoice."""
    settings = {"values": {"tax_number": "9"}, **settings}
    trigger = {"on": "stage_entered", "stage_id": rules.cast.stages[1]}
    return rules.make(trigger, {"do": "change_requisites", "settings": settings})


def filled(cast: Cast, record_id: int, kind: str = "company") -> dict[str, Any]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return {key: dict(own) for key, own in requisites_of(session, kind, record_id).items()}


def reach(cast: Cast, **values: Any) -> int:
    deal = cast.deal(**values)
    cast.run(move_deal, deal, cast.stages[1])
    return deal


def test_b27_what_is_there_is_changed_and_nothing_else(cast: Cast, rules: Rules, acme: int) -> None:
    on_invoice(rules)
    reach(cast, company_id=acme)
    assert filled(cast, acme)["company"] == {"tax_number": "9", "address.registered": "Old 1"}
    told = rules.runs()[0].trace[-1]["events"]
    assert told[0]["changes"] == {"requisites.company.tax_number": ["1", "9"]}


def test_b27_without_requisites_it_fails_and_says_so(cast: Cast, rules: Rules) -> None:
    on_invoice(rules)
    reach(cast, company_id=cast.company())
    assert rules.outcomes() == ["failed"]
    assert "has no requisites" in rules.runs()[0].trace[-1]["reason"]["message"]


def test_b27_it_begins_them_where_it_is_told_to(cast: Cast, rules: Rules) -> None:
    on_invoice(rules, create_missing=True)
    company = cast.company()
    reach(cast, company_id=company)
    assert filled(cast, company) == {"company": {"tax_number": "9"}}


def test_b28_of_several_contacts_the_first_ones_are_changed(cast: Cast, rules: Rules, acme: int) -> None:
    on_invoice(rules, entity="contact", create_missing=True)
    olga, jan = cast.contact(), cast.contact("Jan")
    reach(cast, company_id=acme, contact_id=olga, contact_ids=[jan])
    assert filled(cast, olga, "contact") == {"company": {"tax_number": "9"}}
    assert filled(cast, jan, "contact") == {}
    assert filled(cast, acme)["company"]["tax_number"] == "1"
    reach(cast)
    assert rules.runs()[-1].trace[-1]["outcome"] == "skipped"


def test_b29_b31_the_template_decides_which_fields_there_are(cast: Cast, rules: Rules, acme: int) -> None:
    on_invoice(rules, template="person", values={"tax_number": "9", "passport": "AB 1", "birth_date": "01.05.1990"})
    reach(cast, company_id=acme)
    assert filled(cast, acme)["company"]["tax_number"] == "1"
    person = filled(cast, acme)["person"]
    assert (person["tax_number"], person["passport"], person["birth_date"].isoformat()) == ("9", "AB 1", "1990-05-01")
    for template, field in (("company", "passport"), ("person", "legal_name"), ("company", "address.actual")):
        settings = {"template": template, "values": {field: "x"}}
        assert faults_of("change_requisites", settings) == [f"values/{field}"]
    assert faults_of("change_requisites", {"template": "person", "values": {"birth_date": "soon"}})
    assert faults_of("change_requisites", {"entity": "contact", "values": {"director": "x"}}, kind="company")


def test_b30_only_the_address_of_the_type_that_is_named_changes(cast: Cast, rules: Rules, acme: int) -> None:
    on_invoice(rules, address_type="delivery", values={"address": "New 2"})
    reach(cast, company_id=acme)
    assert filled(cast, acme)["company"] == {
        "tax_number": "1", "address.registered": "Old 1", "address.delivery": "New 2",
    }  # fmt: skip


def test_b32_a_value_is_fixed_copied_or_a_text(cast: Cast, rules: Rules, acme: int) -> None:
    values = {"director": {"copy": "contact.name"}, "legal_name": {"text": "{{ deal.title }} & Co"}, "bank_name": "PKO"}
    on_invoice(rules, values={**values, "tax_number": None})
    reach(cast, company_id=acme, contact_id=cast.contact(), title="ACME")
    assert filled(cast, acme)["company"] == {
        "address.registered": "Old 1", "director": "Olga Kowalska", "legal_name": "ACME & Co", "bank_name": "PKO",
    }  # fmt: skip


def test_b33_on_the_stage_invoice_the_contacts_address_is_updated(cast: Cast, rules: Rules) -> None:
    on_invoice(rules, entity="contact", template="person", values={"address": {"text": "ul. Prosta 1, Warszawa"}})
    olga = cast.contact()
    cast.run(set_requisites, CONTACT, olga, {"person": {"full_name": "Olga Kowalska"}})
    reach(cast, contact_id=olga)
    assert filled(cast, olga, "contact")["person"]["address.registered"] == "ul. Prosta 1, Warszawa"


def test_undoing_the_run_gives_back_what_was_there(cast: Cast, rules: Rules, acme: int) -> None:
    before = filled(cast, acme)
    on_invoice(rules, values={"tax_number": "9", "director": "Jan"})
    reach(cast, company_id=acme)
    cast.run(set_requisites, KINDS["company"], acme, {"company": {"director": "Eva"}})
    assert [str(each) for each in cast.run(undo_run, rules.runs()[0].id)] == [
        "Requisites (Company): Director of “ACME Sp. z o.o.”"
    ]
    assert filled(cast, acme)["company"] == {**before["company"], "director": "Eva"}
