"""Papers and documents made on the basis of a deal."""

from typing import Any

import pytest

from stepmark.automation.document_templates import create_document_template
from stepmark.automation.runs import retry_run
from stepmark.automation.undo import undo_run
from stepmark.catalogue.kinds import DEAL, kind_of_record
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.lines import set_lines
from stepmark.domain.documents import Document, DocumentVersion
from stepmark.domain.invoices import Invoice
from stepmark.domain.orders import Order
from stepmark.domain.quotes import Quote
from stepmark.domain.signing_links import SigningLink
from stepmark.queries.lines import lines_of
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules, faults_of, set_fields

pytestmark = pytest.mark.sqlite_alone
LINES = [{"name": "Roof", "quantity": 2, "price": "100.50", "tax_rate": 23}, {"name": "Advice", "price": 99}]
MODELS: dict[str, Any] = {"quote": Quote, "order": Order, "invoice": Invoice, "document": Document}


@pytest.fixture
def deal(cast: Cast) -> int:
    """A deal of Boris's in the first stage, with two products, for a client."""
    company = cast.company("ACME")
    olga = cast.contact("Olga", company_id=company)
    deal = cast.deal(title="Roof", responsible_id=cast.boris.member_id, company_id=company, contact_id=olga)
    cast.run(set_lines, DEAL, deal, LINES)
    return deal


@pytest.mark.row("B22")
@pytest.mark.parametrize("kind", MODELS)
def test_reaching_the_stage_makes_it_linked_with_the_deal(cast: Cast, rules: Rules, deal: int, kind: str) -> None:
    on_stage(cast, rules, kinds=[kind])
    cast.run(move_deal, deal, cast.stages[1])
    (made,) = rows(cast, MODELS[kind])
    assert (made.deal_id, rules.outcomes()) == (deal, ["done"])
    if kind == "document":
        assert made.status == "for_signing"


@pytest.mark.row("B22")
def test_a_document_of_a_template_gets_a_page_whose_address_later_actions_read(
    cast: Cast, rules: Rules, deal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast.database.settings, "public_url", "https://crm.example.com")
    contract = {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"}
    template = cast.run(create_document_template, contract)
    make = {"do": "create_from_source", "settings": {"kinds": ["document"], "template_id": template}}
    rules.make(
        {"on": "modified", "fields": ["amount"]}, [make, set_fields(source={"text": "{{ values.signing_url }}"})]
    )
    cast.run(set_lines, DEAL, deal, LINES[:1], strict=False)
    (link,) = rows(cast, SigningLink)
    assert (link.signer, rules.value("deal", deal, "source")) == ("Olga", f"https://crm.example.com/sign/{link.token}")


@pytest.mark.row("B23")
def test_products_total_and_client_are_the_deals_at_that_moment(cast: Cast, rules: Rules, deal: int) -> None:
    on_stage(cast, rules, kinds=["quote", "order", "invoice"])
    cast.run(move_deal, deal, cast.stages[1])
    cast.run(set_lines, DEAL, deal, [{"name": "Something else", "price": 1}], strict=False)
    cast.change("deal", deal, company_id=cast.company("Another"))
    for model in (Quote, Order, Invoice):
        (made,) = rows(cast, model)
        assert [(str(each.quantity), each.name, str(each.price)) for each in lines(cast, made)] == [
            ("2", "Roof", "100.50"),
            ("1", "Advice", "99.00"),
        ]
        assert (made.amount_minor, made.gross_minor) == (30_000, 34_623)
        assert (made.name, made.company_id, made.contact_id) == ("Roof", 1, 1)


@pytest.mark.row("B24")
def test_the_deals_responsible_is_that_of_what_is_made_unless_another_is_chosen(
    cast: Cast, rules: Rules, deal: int
) -> None:
    on_stage(cast, rules, kinds=["quote", "document"])
    chosen = {"who": "member", "member_id": cast.magda.member_id}
    on_stage(cast, rules, kinds=["order", "invoice"], responsible=chosen)
    cast.run(move_deal, deal, cast.stages[1])
    whose = {name: [each.responsible_id for each in rows(cast, model)] for name, model in MODELS.items()}
    boris, magda = [cast.boris.member_id], [cast.magda.member_id]
    assert whose == {"quote": boris, "document": boris, "order": magda, "invoice": magda}


@pytest.mark.row("B25")
def test_two_kinds_make_two_objects_and_the_same_kind_twice_makes_one(cast: Cast, rules: Rules, deal: int) -> None:
    template = cast.run(create_document_template, {"name": "Contract", "kind": "deal", "body": "For {{ deal.title }}"})
    on_stage(cast, rules, kinds=["invoice", "document", "invoice"], name="{{ deal.title }} again", template_id=template)
    cast.run(move_deal, deal, cast.stages[1])
    assert [each.name for each in rows(cast, Invoice)] == ["Roof again"]
    assert [each.title for each in rows(cast, Document)] == ["Roof again"]
    assert [each.html for each in rows(cast, DocumentVersion)] == ["<p>For Roof</p>"]
    assert cast.run(undo_run, rules.runs()[0].id) == []
    assert (rows(cast, Invoice)[0].is_deleted, rows(cast, Document)[0].is_deleted) == (True, True)


@pytest.mark.row("B26")
def test_the_stage_additional_services_makes_the_invoice_for_them(cast: Cast, rules: Rules, deal: int) -> None:
    on_stage(cast, rules, kinds=["invoice"], issue=True)
    cast.run(set_lines, DEAL, deal, [{"name": "Cleaning", "price": 50, "tax_rate": 23}], strict=False)
    cast.run(move_deal, deal, cast.stages[1])
    (invoice,) = rows(cast, Invoice)
    assert (invoice.status, invoice.gross_minor, bool(invoice.number)) == ("issued", 6_150, True)
    assert [each.name for each in lines(cast, invoice)] == ["Cleaning"]


def test_if_one_can_t_be_made_none_is_and_a_retry_makes_each_once(cast: Cast, rules: Rules) -> None:
    on_stage(cast, rules, kinds=["quote", "invoice"], issue=True)
    deal = cast.deal(amount="10")
    cast.run(move_deal, deal, cast.stages[1])
    (run,) = rules.runs()
    assert (run.outcome, rows(cast, Quote), rows(cast, Invoice)) == ("failed", [], [])
    cast.change("deal", deal, company_id=cast.company())
    cast.run(retry_run, run.id)
    assert (len(rows(cast, Quote)), len(rows(cast, Invoice))) == (1, 1)
    with pytest.raises(Exception, match="conflict"):
        cast.run(retry_run, run.id)
    assert (len(rows(cast, Quote)), len(rows(cast, Invoice))) == (1, 1)


@pytest.mark.parametrize(
    ("settings", "place"),
    [({"kinds": ["quote"], "issue": True}, "issue"), ({"kinds": ["invoice"], "template_id": 1}, "template_id")],
)
def test_settings_that_mean_nothing_are_refused_where_they_stand(settings: dict[str, Any], place: str) -> None:
    assert faults_of("create_from_source", settings) == [place]


def on_stage(cast: Cast, rules: Rules, **settings: Any) -> int:
    """The rule on the second stage."""
    trigger = {"on": "stage_entered", "stage_id": cast.stages[1]}
    return rules.make(trigger, {"do": "create_from_source", "settings": settings}, name="Papers")


def lines(cast: Cast, record: Any) -> Any:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return lines_of(session, kind_of_record(record), record).lines
