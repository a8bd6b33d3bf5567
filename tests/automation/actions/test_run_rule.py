"""Running another rule: for the record or a linked one, under its own conditions, and never in a ring without end."""

import pytest

from stepmark.automation.rules import disable_rule
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def run(rule_id: int, target: str = "") -> dict[str, object]:
    return {"do": "run_rule", "settings": {"rule_id": rule_id, "target": target}}


@pytest.mark.row("S47")
def test_the_child_asks_its_own_conditions_and_names_its_parent(cast: Cast, rules: Rules) -> None:
    large = {"field": "amount", "op": "greater", "value": "100"}
    child = rules.make("by_hand", set_fields(title="Large"), when=[large])
    parent = rules.make(CHANGED, run(child))
    small, big = cast.deal(title="Small", amount="5"), cast.deal(title="Big", amount="500")
    for deal in (small, big):
        cast.change("deal", deal, source="Website")
    assert [rules.value("deal", deal, "title") for deal in (small, big)] == ["Small", "Large"]
    (made,) = rules.runs(child)
    assert made.parent_id == rules.runs(parent)[1].id


@pytest.mark.row("S47")
def test_for_all_deals_of_a_company(cast: Cast, rules: Rules) -> None:
    child = rules.make("by_hand", set_fields(source="Called"))
    rules.make({"on": "modified", "fields": ["status"]}, run(child, "deals"), kind="company")
    company = cast.company()
    mine, other = [cast.deal(company_id=company) for _ in range(2)], cast.deal()
    cast.change("company", company, status="Client")
    assert [rules.value("deal", each, "source") for each in (*mine, other)] == ["Called", "Called", None]


@pytest.mark.row("A7")
def test_a_ring_ends(cast: Cast, rules: Rules) -> None:
    first = rules.make(CHANGED, set_fields(title="first"))
    second = rules.make("by_hand", run(first))
    rules.make(CHANGED, run(second))
    cast.change("deal", cast.deal(), source="Website")
    assert len(rules.runs()) <= 8
    itself = rules.make("by_hand", set_fields(title="x"))
    assert rules.runs(itself) == []


def test_one_that_is_off_or_of_another_kind_is_not_run(cast: Cast, rules: Rules) -> None:
    off = rules.make("by_hand", set_fields(source="Called"))
    cast.run(disable_rule, off)
    company_rule = rules.make("by_hand", set_fields(status="Called"), kind="company")
    rules.make(CHANGED, [run(off), run(company_rule)])
    cast.change("deal", cast.deal(), source="Website")
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["skipped", "failed"]
