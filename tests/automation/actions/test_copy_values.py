"""Copying values to linked records: S49, a contact's source to its deals."""

import pytest

from stepmark.commands.deal_moves import close_deal
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.row("S49")
def test_a_contacts_source_goes_to_all_its_open_deals(cast: Cast, rules: Rules) -> None:
    cast.field("source", "choice", kind="contact", options=["Сайт", "Звонок"])
    settings = {"target": "deals", "values": {"source": {"copy": "custom.source"}}}
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
    values = {"custom.last": {"copy": "custom.called"}, "custom.roles": {"copy": "job_title"}}
    settings = {"target": "company", "values": values}
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
    ("target", "to", "source", "is_fine"),
    [
        ("company", "name", "phones", False),
        ("deals", "amount", "name", False),
        ("deals", "company_id", "responsible_id", False),
        ("deals", "company_id", "company_id", True),
        ("deals", "source", "company.name", True),
        ("deals", "gone", "name", False),
    ],
)
def test_a_type_that_does_not_fit_is_refused_when_it_is_saved(target: str, to: str, source: str, is_fine: bool) -> None:
    settings = {"target": target, "values": {to: {"copy": source}}}
    assert faults_of("copy_values", settings, "contact") == ([] if is_fine else [f"values/{to}"])


def test_only_copies_of_fields_are_taken() -> None:
    settings = {"target": "deals", "values": {"source": "Website"}}
    assert faults_of("copy_values", settings, "contact") == ["values/source"]
    assert faults_of("copy_values", {**settings, "target": "deals.company"}, "contact") == ["target", "values/source"]
