"""Copying values to linked records: S49, a contact's source to its deals."""

from typing import Any

import pytest

from stepmark.commands.deal_moves import close_deal
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone


def test_a_contacts_source_goes_to_all_its_open_deals(cast: Cast, rules: Rules) -> None:
    cast.field("source", "choice", kind="contact", options=["Сайт", "Звонок"])
    settings = {"target": "deals", "copies": {"source": "custom.source"}}
    trigger = {"on": "modified", "fields": ["custom.source"]}
    rules.make(trigger, {"do": "copy_values", "settings": settings}, kind="contact")
    contact = cast.contact()
    direct, further = cast.deal(contact_id=contact), cast.deal(contact_ids=[contact])
    closed, other = cast.deal(contact_id=contact), cast.deal()
    cast.run(close_deal, closed, "lost")
    cast.change("contact", contact, custom__source="Сайт")
    found = [rules.value("deal", each, "source") for each in (direct, further, closed, other)]
    assert found == ["Сайт", "Сайт", None, None]


def test_a_moment_becomes_the_workspaces_day_and_one_value_a_list(cast: Cast, rules: Rules) -> None:
    cast.field("called", "datetime", kind="contact")
    settings = {"target": "company", "copies": {"custom.last": "custom.called", "custom.roles": "job_title"}}
    cast.field("last", "date", kind="company")
    cast.field("roles", "text", kind="company", multiple=True)
    trigger = {"on": "modified", "fields": ["job_title"]}
    rules.make(trigger, {"do": "copy_values", "settings": settings}, kind="contact")
    company = cast.company()
    contact = cast.contact(company_id=company, custom__called="2026-11-20T23:30:00")
    cast.change("contact", contact, job_title="CEO")
    assert rules.value("company", company, "custom.last") == "2026-11-20"
    assert rules.value("company", company, "custom.roles") == ["CEO"]


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"target": "company", "copies": {"name": "phones"}}, ["copies/name"]),
        ({"target": "deals", "copies": {"amount": "name"}}, ["copies/amount"]),
        ({"target": "deals", "copies": {"company_id": "responsible_id"}}, ["copies/company_id"]),
        ({"target": "deals", "copies": {"company_id": "company_id", "source": "company.name"}}, []),
        ({"target": "deals", "copies": {"gone": "name"}}, ["copies/gone"]),
        ({"target": "deals.company", "copies": {"name": "name"}}, ["target"]),
    ],
)
def test_a_type_that_does_not_fit_is_refused_when_it_is_saved(values: dict[str, Any], places: list[str]) -> None:
    assert faults_of("copy_values", values, "contact") == places
