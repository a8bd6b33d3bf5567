"""A change of many records says which rules it wakes, and can leave them asleep."""

from typing import Any

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.bulk_runs import BulkChange, begin_bulk, carry_on_bulk
from stepmark.domain.bulk import BulkAction
from stepmark.importing.carry_out import carry_out
from stepmark.importing.mapping import Mapping
from stepmark.importing.plan import plan_import
from tests.cast import Cast
from tests.support.rules import Rules, set_fields
from tests.support.web import signed_in

FILE = b"name\nBeta\nGamma\n"


@pytest.fixture
def rule(cast: Cast, rules: Rules) -> int:
    date_it = set_fields(expected_close="2027-01-01")
    return rules.make({"on": "modified", "fields": ["source"]}, date_it, name="Dates it")


@pytest.mark.parametrize("asleep", [False, True])
def test_a_bulk_edit_wakes_rules_unless_they_are_left_asleep(cast: Cast, rules: Rules, rule: int, asleep: bool) -> None:
    deals = [cast.deal() for _ in range(3)]
    change = BulkChange(BulkAction.SET, "source", "Website")
    run = cast.run(begin_bulk, DEAL, deals, change, rules_asleep=asleep)
    cast.run(carry_on_bulk, run, 0, deals)
    assert len(rules.runs(rule)) == (0 if asleep else 3)


@pytest.mark.parametrize("asleep", [False, True])
def test_an_import_wakes_rules_unless_they_are_left_asleep(cast: Cast, rules: Rules, asleep: bool) -> None:
    rule = rules.make("created", set_fields(website="https://example.com"), kind="company")
    plan = plan_import(cast.database, cast.anna, COMPANY, "companies.csv", FILE, Mapping())
    carry_out(cast.edge, cast.anna, plan, rules_asleep=asleep)
    assert len(rules.runs(rule)) == (0 if asleep else 2)


@pytest.mark.sqlite_alone
def test_the_preview_names_the_rules_and_offers_the_switch(app: FastAPI, cast: Cast, rule: int) -> None:
    deals = [cast.deal() for _ in range(2)]
    browser = signed_in(app, cast, cast.anna)
    form: dict[str, Any] = {"key": "source", "source": "Website", "source__shown": "1", "id": [str(d) for d in deals]}
    answer = browser.post("/deals/bulk-preview", data=form)
    assert "Dates it" in answer.text
    assert 'name="rules_asleep"' in answer.text
