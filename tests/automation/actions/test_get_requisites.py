"""Requisites are read for later actions, with the rows of the requirements in the tests' names."""

from typing import Any

import pytest

from stepmark.automation.actions import action_named
from stepmark.catalogue.kinds import CONTACT
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.requisites import set_requisites
from stepmark.domain.notes import Notice
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone
ANNA = {"who": "member", "member_id": 1}


def told(cast: Cast, rules: Rules, requisites: dict[str, Any], text: str) -> str:
    """What the courier is told once the deal of a contact with these requisites reaches the stage Delivery."""
    settings = {"entity": "contact", "template": "person", "address_type": "delivery"}
    telling = {"do": "message_people", "settings": {"to": [ANNA], "text": text}}
    trigger = {"on": "stage_entered", "stage_id": cast.stages[1]}
    rules.make(trigger, [{"do": "get_requisites", "settings": settings}, telling])
    olga = cast.contact()
    cast.run(set_requisites, CONTACT, olga, requisites)
    cast.run(move_deal, cast.deal(contact_id=olga), cast.stages[1])
    return str(rows(cast, Notice)[-1].details["text"])


def test_b34_b36_the_courier_is_told_the_address(cast: Cast, rules: Rules) -> None:
    requisites = {"person": {"address.delivery": "ul. Prosta 1", "address.actual": "x", "birth_date": "1990-05-01"}}
    text = "To {{ values.contact_address }}, born {{ values.contact_birth_date }}"
    assert told(cast, rules, requisites, text) == "To ul. Prosta 1, born 1 May 1990"
    assert "warnings" not in rules.runs()[0].trace[0]


def test_b36_an_empty_address_leaves_its_place_empty_and_warns(cast: Cast, rules: Rules) -> None:
    assert told(cast, rules, {"person": {"address.actual": "x"}}, "To “{{ values.contact_address }}”") == "To “”"
    assert rules.outcomes() == ["done"]
    assert rules.runs()[0].trace[0]["warnings"]


def test_without_a_contact_the_values_are_empty_and_it_warns(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["source"]}, {"do": "get_requisites", "settings": {"entity": "contact"}})
    cast.change("deal", cast.deal(), source="Fair")
    entry = rules.runs()[0].trace[0]
    assert (entry["outcome"], len(entry["warnings"]), set(entry["values"].values())) == ("done", 1, {""})


def test_b35_its_settings_are_whose_by_which_template_and_which_address() -> None:
    action = action_named("get_requisites")
    assert list(action.Settings.model_fields) == ["entity", "template", "address_type"]
    settings = action.Settings.model_validate({"entity": "contact", "template": "person", "address_type": "actual"})
    names = {name: str(label) for name, label in action.yields(settings).items()}
    assert names["contact_address"] == "Actual address of the contact"
    assert {"contact_full_name", "contact_passport"} <= names.keys()
    assert faults_of("get_requisites", {"entity": "contact"}, kind="company") == ["entity"]
    assert faults_of("get_requisites", {"entity": "contact"}, kind="contact") == []
