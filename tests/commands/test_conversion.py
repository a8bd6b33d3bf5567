"""Leads: they go through a process as deals do, and become deals with a client."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import DEAL, LEAD, PRODUCT
from stepmark.commands.bindings import create_binding, set_active
from stepmark.commands.conversion import convert_lead
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.lines import set_lines
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.ticks import tick_step
from stepmark.commands.undo import undo_change
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal, Sale
from stepmark.domain.history import History
from stepmark.domain.leads import Lead
from stepmark.domain.processes import Step
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.exceptions import points_of
from tests.cast import Cast

PERSON: dict[str, Any] = {
    "person_name": "Olga Kowalska",
    "company_name": "ACME Sp. z o.o.",
    "emails": ["olga@example.com"],
}


def of(cast: Cast, model: Any, row_id: int) -> Any:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get(model, row_id)


def count(cast: Cast, model: Any) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return len(session.scalars(select(model)).all())


def test_a_lead_stands_in_a_process_of_leads_and_a_deal_in_none_of_them(cast: Cast) -> None:
    lead = cast.lead()
    assert of(cast, Lead, lead).stage_id == cast.lead_stages[0]
    cast.run(move_deal, lead, cast.lead_stages[1])
    assert of(cast, Lead, lead).stage_id == cast.lead_stages[1]
    for stage, sale in ((cast.stages[0], lead), (cast.lead_stages[0], cast.deal())):
        with pytest.raises(Problem) as refused:
            cast.run(move_deal, sale, stage)
        assert (refused.value.type, refused.value.field) == ("broken-reference", "stage_id")


def test_neither_is_found_as_the_other(cast: Cast) -> None:
    lead, deal = cast.lead(), cast.deal()
    assert (of(cast, Deal, lead), of(cast, Lead, deal)) == (None, None)
    for kind, row_id in ((DEAL, lead), (LEAD, deal)):
        with pytest.raises(Problem) as refused:
            cast.run(update_record, kind, row_id, {"title": "Mine"})
        assert refused.value.type == "not-found"


def test_filling_a_bound_field_of_a_lead_ticks_its_step_beside_the_same_field_of_deals(cast: Cast) -> None:
    for step in (cast.steps[0], cast.lead_steps[0]):
        binding = cast.run(create_binding, field="company", step_id=step)
        cast.run(set_active, binding, True)
    company = cast.company()
    lead, deal = cast.lead(company_id=company), cast.deal(company_id=company)
    assert (cast.ticked(lead), cast.ticked(deal)) == ({cast.lead_steps[0]}, {cast.steps[0]})
    cast.change("lead", lead, company_id=None)
    assert cast.ticked(lead) == set()
    with pytest.raises(Problem) as refused:
        cast.run(tick_step, lead, cast.lead_steps[0])
    assert (refused.value.type, refused.value.field) == ("field-required", "company_id")


def test_a_custom_field_is_bound_in_the_process_of_its_own_kind(cast: Cast) -> None:
    cast.field("size", kind="lead")
    cast.run(create_binding, field="custom.size", step_id=cast.lead_steps[0])
    with pytest.raises(Problem) as refused:
        cast.run(create_binding, field="custom.size", step_id=cast.steps[0])
    assert (refused.value.type, refused.value.field) == ("broken-reference", "field")


def test_a_converted_lead_becomes_a_deal_with_all_that_it_had(cast: Cast) -> None:
    cast.field("budget", kind="lead")
    cast.field("budget", kind="deal")
    cast.field("mood", "text", kind="lead")
    lead = cast.lead(
        source="Website", custom__budget=500, custom__mood="curious", responsible_id=cast.boris.member_id,
        co_executor_ids=[cast.magda.member_id], **PERSON,
    )  # fmt: skip
    product = cast.run(create_record, PRODUCT, {"name": "GTX", "price": "100"})
    cast.run(set_lines, LEAD, lead, [{"product_id": product, "quantity": 3}])
    deal_id = cast.run(convert_lead, lead, {"title": "ERP for ACME", "stage_id": cast.stages[1]})
    deal, closed = of(cast, Deal, deal_id), of(cast, Lead, lead)
    assert (deal.title, deal.stage_id, deal.source, deal.amount_minor) == (
        "ERP for ACME",
        cast.stages[1],
        "Website",
        30000,
    )
    assert (deal.responsible_id, deal.lead_id) == (cast.boris.member_id, lead)
    assert (closed.status, closed.company_id, closed.contact_id) == ("won", deal.company_id, deal.contact_id)
    company, contact = of(cast, Company, deal.company_id), of(cast, Contact, deal.contact_id)
    assert (company.name, contact.name, contact.company_id) == ("ACME Sp. z o.o.", "Olga Kowalska", company.id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [point.text for point in points_of(session, "contact", contact.id)] == ["olga@example.com"]
        names = set(session.scalars(select(History.name).where(History.deal_id == lead)))
    assert {"lead.created", "lead.won", "lead.converted"} <= names


def test_the_client_is_one_who_is_there_already_unless_a_new_one_is_asked_for(cast: Cast) -> None:
    company, contact = cast.company(), cast.contact("O. Kowalska", emails=["OLGA@example.com"])
    known = of(cast, Deal, cast.run(convert_lead, cast.lead(**PERSON), {}))
    assert (known.company_id, known.contact_id) == (company, contact)
    anew = of(cast, Deal, cast.run(convert_lead, cast.lead(**PERSON), {"company_id": "new", "contact_id": "new"}))
    assert anew.company_id not in (None, company)
    assert anew.contact_id not in (None, contact)
    none = of(cast, Deal, cast.run(convert_lead, cast.lead(**PERSON), {"company_id": "", "contact_id": ""}))
    assert (none.company_id, none.contact_id) == (None, None)


def test_a_lead_without_a_name_gets_a_contact_named_by_its_phone(cast: Cast) -> None:
    deal = of(cast, Deal, cast.run(convert_lead, cast.lead(phones=["+48 600 100 200"]), {}))
    assert of(cast, Contact, deal.contact_id).name == "+48 600 100 200"
    assert of(cast, Deal, cast.run(convert_lead, cast.lead(), {})).contact_id is None


def test_a_closed_lead_is_not_converted_and_an_open_required_step_holds_it_back(cast: Cast) -> None:
    lost = cast.lead()
    cast.run(close_deal, lost, "lost", "Price")
    with pytest.raises(Problem):
        cast.run(convert_lead, lost, {})
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Step, cast.lead_steps[0]).required = True
        session.commit()
    held = cast.lead(by=cast.boris, **PERSON)
    with pytest.raises(Problem) as refused:
        cast.run(convert_lead, held, {}, by=cast.boris)
    assert refused.value.type == "steps-open"
    assert (count(cast, Deal), count(cast, Company)) == (0, 0), "nothing is half done"
    cast.run(convert_lead, held, {"override_reason": "They are in a hurry"})
    assert count(cast, Deal) == 1


@pytest.mark.parametrize("raw", [{"company_id": "x"}, {"contact_id": 10**15}, {"stage_id": "?"}, {"title": "x" * 301}])
def test_what_can_not_be_is_refused_and_nothing_happens(cast: Cast, raw: dict[str, Any]) -> None:
    lead = cast.lead(**PERSON)
    with pytest.raises((Invalid, Problem)) as refused:
        cast.run(convert_lead, lead, raw)
    assert refused.value.status in (409, 422)
    assert count(cast, Sale) == 1


def test_a_conversion_is_undone_as_one(cast: Cast) -> None:
    lead = cast.lead(**PERSON)
    deal_id = cast.run(convert_lead, lead, {})
    with cast.database.reading(cast.anna.workspace_id) as session:
        change = session.scalar(select(History.change_id).where(History.name == "lead.converted"))
    cast.run(undo_change, change)
    again, deal = of(cast, Lead, lead), of(cast, Sale, deal_id)
    assert (again.status, again.company_id, again.contact_id) == ("open", None, None)
    assert deal.is_deleted
    cast.run(convert_lead, lead, {})


def test_a_deal_outlives_its_lead(cast: Cast) -> None:
    lead = cast.lead()
    deal_id = cast.run(convert_lead, lead, {})
    cast.run(delete_record, LEAD, lead)
    assert not of(cast, Deal, deal_id).is_deleted
