"""Creating deals: fields, stage, people, and the client of the record at hand."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.deals import Deal
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone


def create(title: str = "New", **more: Any) -> dict[str, Any]:
    return {"do": "create_deal", "settings": {"title": title, **more}}


def deals(cast: Cast) -> list[Deal]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Deal).order_by(Deal.id)))


@pytest.mark.row("S15", "F31")
def test_it_has_exactly_what_was_set(cast: Cast, rules: Rules) -> None:
    cast.field("tier", "text")
    settings = {
        "stage_id": cast.stages[1],
        "responsible": {"who": "member", "member_id": cast.boris.member_id},
        "co_executors": [{"who": "member", "member_id": cast.magda.member_id}, {"who": "user"}, {"who": "user"}],
        "values": {"amount": "1200.50", "source": {"copy": "status"}, "custom.tier": {"text": "{{ company.name }}"}},
    }
    rules.make("created", create("For {{ company }}", **settings), kind="company")
    company = cast.company("ACME", status="Potential")
    (deal,) = deals(cast)
    assert (deal.title, deal.company_id, deal.source) == ("For ACME", company, "Potential")
    assert deal.stage_id == cast.stages[1]
    assert (deal.amount_minor, deal.responsible_id) == (120050, cast.boris.member_id)
    assert rules.value("deal", deal.id, "custom.tier") == "ACME"
    with cast.database.reading(cast.anna.workspace_id) as session:
        helpers = set(
            session.scalars(
                select(CoExecutor.member_id).where(CoExecutor.kind == "deal", CoExecutor.record_id == deal.id)
            )
        )
    assert helpers == {cast.magda.member_id, cast.anna.member_id}


@pytest.mark.row("S16", "S17")
def test_it_is_linked_with_the_client_of_the_record(cast: Cast, rules: Rules) -> None:
    rules.make("created", create(), kind="contact")
    rules.make("created", create(), kind="task")
    company = cast.company()
    contact = cast.contact(company_id=company)
    first = deals(cast)[0]
    assert (first.company_id, first.contact_id) == (company, contact)
    cast.run(create_record, TASK, {"title": "Call", "deal_id": first.id})
    assert (deals(cast)[1].company_id, deals(cast)[1].contact_id) == (company, contact)
    cast.run(create_record, TASK, {"title": "Call"})
    assert (deals(cast)[2].company_id, deals(cast)[2].contact_id) == (None, None)
    assert "linked with nothing" in rules.runs()[-1].trace[0]["warnings"][0]["message"]


def test_a_deal_made_for_a_deal_makes_no_other(cast: Cast, rules: Rules) -> None:
    rules.make("created", create("After {{ deal.title }}"))
    cast.deal(title="First")
    assert [deal.title for deal in deals(cast)] == ["First", "After First"]


def test_fields_are_those_of_a_deal(cast: Cast) -> None:
    values = {"amount": "much", "website": "x", "source": {"copy": "website"}}
    assert faults_of("create_deal", {"title": "a", "values": values}, "company") == [
        "values/amount",
        "values/website",
    ]
