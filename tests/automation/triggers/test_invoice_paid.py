"""Stage triggers that track the payment of invoices: B12 to B19."""

from typing import Any

import pytest

from stepmark.automation.actions.move_to_stage import MoveToStage
from stepmark.automation.triggers import trigger_named
from stepmark.commands.payments import mark_paid, mark_unpaid
from stepmark.commands.undo import undo_change
from stepmark.platform import clock
from stepmark.queries.timelines import timeline_of
from tests.automation.actions.test_move_to_stage import require
from tests.cast import Cast
from tests.support.papers import INVOICE, invoice
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone


def track(cast: Cast, rules: Rules, stage_id: int, trigger: str = "invoice_paid", **more: Any) -> int:
    """A stage trigger with the settings of "Track invoice payment"."""
    own: dict[str, Any] = {key: more.pop(key) for key in ("allow_back", "on_behalf") if key in more}
    do = {"do": "move_to_stage", "settings": {"stage_id": stage_id, **own}}
    more.setdefault("name", "Paid")
    return rules.make(trigger, do, stage_id=stage_id, pulls=True, **more)


@pytest.mark.row("B12")
@pytest.mark.row("B19")
def test_a_paid_invoice_brings_its_deal_to_the_stage_and_the_timeline_tells_both(cast: Cast, rules: Rules) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    track(cast, rules, cast.stages[1], name="Order picking")
    deal = cast.deal()
    first, second = (invoice(cast, deal_id=deal, issued=True) for _each in range(2))
    assert rules.value("deal", deal, "stage_id") == cast.stages[0]
    cast.run(mark_paid, INVOICE, first)
    assert rules.value("deal", deal, "stage_id") == cast.stages[1]
    told = _timeline(cast, deal)
    assert [each for each in told if "paid" in each or "moved" in each] == [
        "The deal was moved, by the rule “Order picking”",
        "Anna Maj marked “FV 1/11/2026 · Windows” as paid",
    ]
    cast.run(mark_paid, INVOICE, second)
    assert rules.outcomes() == ["done", "done"]


def test_each_payment_fires_once(cast: Cast, rules: Rules) -> None:
    rule = rules.make("invoice_paid", set_fields(source="Paid"))
    made = invoice(cast, deal_id=cast.deal(), issued=True)
    cast.run(mark_paid, INVOICE, made)
    cast.run(mark_paid, INVOICE, made)
    cast.change("invoice", made, description="Thank you")
    assert len(rules.runs(rule)) == 1
    cast.run(mark_unpaid, INVOICE, made)
    cast.run(mark_paid, INVOICE, made)
    assert len(rules.runs(rule)) == 2


def test_a_rule_about_invoices_wakes_as_well_and_other_deals_do_not(cast: Cast, rules: Rules) -> None:
    own = rules.make("invoice_paid", set_fields(description="Thank you"), kind="invoice")
    deals = rules.make("invoice_paid", set_fields(source="Paid"))
    cast.deal()
    cast.run(mark_paid, INVOICE, invoice(cast, issued=True))
    assert (rules.outcomes(own), rules.outcomes(deals)) == (["done"], [])


@pytest.mark.row("B14")
@pytest.mark.parametrize("key", ["invoice_paid", "order_paid_by_link"])
def test_it_asks_for_nothing_beside_the_four_settings_of_every_stage_trigger(key: str) -> None:
    assert trigger_named(key).Settings.model_fields == {}
    assert set(MoveToStage.Settings.model_fields) == {"stage_id", "allow_back", "on_behalf"}


@pytest.mark.row("B15")
@pytest.mark.parametrize("allowed", [False, True])
def test_a_deal_that_is_further_stays_unless_going_back_is_allowed(cast: Cast, rules: Rules, *, allowed: bool) -> None:
    track(cast, rules, cast.stages[0], allow_back=allowed)
    deal = cast.deal(stage_id=cast.stages[2])
    cast.run(mark_paid, INVOICE, invoice(cast, deal_id=deal, issued=True))
    assert rules.value("deal", deal, "stage_id") == cast.stages[0 if allowed else 2]


@pytest.mark.row("B16")
def test_the_move_bears_the_name_of_whoever_it_is_done_on_behalf_of(cast: Cast, rules: Rules) -> None:
    rule = track(cast, rules, cast.stages[1], on_behalf=cast.boris.member_id)
    deal = cast.deal()
    cast.run(mark_paid, INVOICE, invoice(cast, deal_id=deal, issued=True))
    moved = next(event for event in rules.history("deal", deal) if event.name == "deal.moved")
    assert (moved.actor_name, moved.cause["rule"]) == ("Boris Lem", rule)


@pytest.mark.row("B18")
def test_where_the_condition_does_not_hold_nothing_moves_and_it_is_written_why(cast: Cast, rules: Rules) -> None:
    track(cast, rules, cast.stages[1], when=[{"field": "invoice_payment", "op": "equal", "value": "paid"}])
    deal = cast.deal()
    first, second = (invoice(cast, deal_id=deal, issued=True) for _each in range(2))
    cast.run(mark_paid, INVOICE, first)
    assert rules.value("deal", deal, "stage_id") == cast.stages[0]
    assert [each.record_id for each in rules.unmet()][-1] == deal
    cast.run(mark_paid, INVOICE, second)
    assert rules.value("deal", deal, "stage_id") == cast.stages[1]


def test_open_required_steps_are_skipped_and_the_payment_can_be_undone_with_the_move(cast: Cast, rules: Rules) -> None:
    require(cast, cast.steps[0])
    track(cast, rules, cast.stages[1])
    deal = cast.deal()
    made = invoice(cast, deal_id=deal, issued=True)
    change = cast.edge.change(cast.anna, mark_paid, INVOICE, made).undo
    moved = next(event for event in rules.history("deal", deal) if event.name == "deal.moved")
    assert moved.changes["override"][1]["skipped"] is True
    cast.run(undo_change, change)
    assert rules.value("deal", deal, "stage_id") == cast.stages[0]
    assert rules.value("invoice", made, "status") == "issued"


def _timeline(cast: Cast, deal_id: int) -> list[str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        happenings = timeline_of(session, cast.anna, "deal", deal_id).happenings
    return [f"{each.text}{', ' if each.why else ''}{each.why}" for each in happenings]
