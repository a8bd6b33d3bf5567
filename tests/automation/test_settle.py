"""How a change settles: which rules wake, in which order, and what bounds them."""

import pytest

from stepmark.automation import settle
from stepmark.automation.advance import advance
from stepmark.automation.calls import call_rule
from stepmark.automation.rules import copy_rule, delete_rule, disable_rule, enable_rule
from stepmark.catalogue.kinds import COMPANY, DEAL, TASK
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.ticks import tick_step
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

ABOVE = {"field": "amount", "op": "greater", "value": "10000"}


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    for key in ("tier", "ring", "notes"):
        cast.field(key, "text")


@pytest.mark.row("F7", "F24")
def test_a_rule_acts_in_the_change_that_wakes_it(cast: Cast, rules: Rules) -> None:
    rule = rules.make({"on": "modified", "fields": ["amount"]}, set_fields(custom__tier="A"), when=[ABOVE])
    deal = cast.deal(amount="5")
    cast.change("deal", deal, amount="10000.00")
    assert rules.value("deal", deal, "custom.tier") is None
    cast.change("deal", deal, amount="10000.01", by=cast.anna)
    assert rules.value("deal", deal, "custom.tier") == "A"
    (run,) = rules.runs(rule)
    assert [(entry["path"], entry.get("held"), entry.get("outcome")) for entry in run.trace] == [
        ("condition/all/0", True, None),
        ("action/1", None, "done"),
    ]
    assert run.actor_name == "Anna Maj"


def test_what_did_not_run_is_kept_with_what_it_saw(cast: Cast, rules: Rules) -> None:
    rule = rules.make({"on": "modified", "fields": ["amount"]}, set_fields(custom__tier="A"), when=[ABOVE])
    deal = cast.deal(amount="5")
    cast.change("deal", deal, amount="7")
    (row,) = rules.unmet()
    assert row.rules == [[["all/0"], [rule]]]
    assert row.saw == {"amount": {"amount": "7.00", "currency": "EUR"}}


def test_what_lies_beyond_an_empty_link_counts_as_empty(cast: Cast, rules: Rules) -> None:
    beyond = {"field": "company.name", "op": "filled"}
    rules.make({"on": "modified", "fields": ["amount"]}, set_fields(custom__tier="A"), when=[beyond])
    deal = cast.deal(amount="5")
    cast.change("deal", deal, amount="7")
    (row,) = rules.unmet()
    assert row.saw == {"company.name": None}


def test_without_fields_a_rule_fires_when_its_conditions_become_true(cast: Cast, rules: Rules) -> None:
    rule = rules.make("modified", set_fields(custom__tier="A"), when=[ABOVE])
    deal = cast.deal(amount="5")
    for amount in ("20000", "30000", "5", "40000"):
        cast.change("deal", deal, amount=amount)
    assert len(rules.runs(rule)) == 2


def test_every_change_can_be_asked_for(cast: Cast, rules: Rules) -> None:
    rule = rules.make({"on": "modified", "every_change": True}, set_fields(custom__tier="A"), when=[ABOVE])
    deal = cast.deal(amount="5")
    for amount in ("20000", "30000"):
        cast.change("deal", deal, amount=amount)
    assert "done" in rules.outcomes(rule)
    assert rules.outcomes(rule).count("done") == 2


def test_from_one_value_to_another(cast: Cast, rules: Rules) -> None:
    trigger = {"on": "modified", "fields": ["source"], "from": "Website", "to": "Referral"}
    rule = rules.make(trigger, set_fields(custom__tier="A"))
    deal = cast.deal(source="Website")
    for source in ("Cold call", "Referral", "Website", "Referral"):
        cast.change("deal", deal, source=source)
    assert len(rules.runs(rule)) == 1


def test_a_form_that_changes_and_moves_wakes_a_rule_once(cast: Cast, rules: Rules) -> None:
    moved = {"field": "stage_id", "op": "equal", "value": cast.stages[1]}
    rule = rules.make("modified", set_fields(custom__tier="A"), when=[ABOVE, moved])
    deal = cast.deal(amount="5")
    cast.change("deal", deal, amount="20000", stage_id=cast.stages[1])
    assert rules.outcomes(rule) == ["done"]


@pytest.mark.row("F26", "F28")
@pytest.mark.parametrize("trigger", ["created", "deleted", "any_action"])
def test_a_record_comes_and_goes(cast: Cast, rules: Rules, trigger: str) -> None:
    rule = rules.make(trigger, {"do": "set_fields", "settings": {"values": {}}}, kind="company")
    company = cast.company()
    cast.run(delete_record, COMPANY, company)
    assert len(rules.runs(rule)) == (2 if trigger == "any_action" else 1)


@pytest.mark.row("B6")
def test_a_stage_is_entered_at_creation_and_at_each_return(cast: Cast, rules: Rules) -> None:
    rule = rules.make({"on": "stage_entered", "stage_id": cast.stages[0]}, set_fields(custom__tier="A"))
    deal = cast.deal()
    assert len(rules.runs(rule)) == 1
    cast.run(move_deal, deal, cast.stages[1])
    cast.run(move_deal, deal, cast.stages[0])
    assert len(rules.runs(rule)) == 2


def test_a_tick_wakes_rules_of_its_step_alone(cast: Cast, rules: Rules) -> None:
    mine = rules.make({"on": "step_ticked", "step_id": cast.steps[0]}, set_fields(custom__tier="A"))
    other = rules.make({"on": "step_ticked", "step_id": cast.steps[1]}, set_fields(custom__tier="B"))
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    assert (len(rules.runs(mine)), len(rules.runs(other))) == (1, 0)


@pytest.mark.row("A1", "A7")
def test_two_rules_in_a_ring_end_and_say_so(cast: Cast, rules: Rules) -> None:
    one = rules.make({"on": "modified", "fields": ["custom.tier"]}, set_fields(custom__ring={"text": "1"}))
    two = rules.make({"on": "modified", "fields": ["custom.ring"]}, set_fields(custom__tier="again"))
    deal = cast.deal()
    cast.change("deal", deal, custom__tier="first")
    assert rules.outcomes(one) == ["done", "stopped"]
    assert rules.outcomes(two) == ["done"]
    assert rules.value("deal", deal, "custom.ring") == "1"


def test_a_failing_action_takes_its_run_back_and_nothing_else(cast: Cast, rules: Rules) -> None:
    bad = rules.make(
        {"on": "modified", "fields": ["amount"]}, [set_fields(custom__tier="A"), set_fields(company_id=999)]
    )
    good = rules.make({"on": "modified", "fields": ["amount"]}, set_fields(custom__notes="kept"))
    deal = cast.deal()
    cast.change("deal", deal, amount="7")
    (run,) = rules.runs(bad)
    assert run.outcome == "failed"
    assert [entry["outcome"] for entry in run.trace] == ["taken-back", "failed"]
    assert rules.value("deal", deal, "custom.tier") is None
    assert rules.value("deal", deal, "amount") == {"amount": "7.00", "currency": "EUR"}
    assert rules.outcomes(good) == ["done"]
    assert rules.value("deal", deal, "custom.notes") == "kept"


@pytest.mark.row("S1", "S2")
def test_going_on_after_a_failure(cast: Cast, rules: Rules) -> None:
    actions = [{**set_fields(company_id=999), "on_failure": "go_on"}, set_fields(custom__tier="A")]
    rule = rules.make({"on": "modified", "fields": ["amount"]}, actions)
    deal = cast.deal()
    cast.change("deal", deal, amount="7")
    (run,) = rules.runs(rule)
    assert [entry["outcome"] for entry in run.trace] == ["failed", "done"]
    assert (run.outcome, rules.value("deal", deal, "custom.tier")) == ("done", "A")


def test_an_action_with_a_condition_of_its_own_that_fails_lets_the_next_be_considered(cast: Cast, rules: Rules) -> None:
    actions = [{**set_fields(custom__tier="A"), "if": {"all": [ABOVE]}}, set_fields(custom__notes="seen")]
    rules.make({"on": "modified", "fields": ["source"]}, actions)
    deal = cast.deal(amount="5")
    cast.change("deal", deal, source="Website")
    assert rules.value("deal", deal, "custom.tier") is None
    assert rules.value("deal", deal, "custom.notes") == "seen"


def test_what_is_beyond_the_bound_waits_for_a_worker(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        rules.make({"on": "modified", "fields": ["amount"]}, set_fields(custom__tier="A"))
    monkeypatch.setattr(settle, "MOST_RUNS", 2)
    deal = cast.deal()
    cast.change("deal", deal, amount="7")
    assert rules.outcomes() == ["done", "done", "waiting"]
    monkeypatch.undo()
    waiting = rules.runs()[-1]
    assert cast.run(advance, waiting.id) is True
    assert cast.run(advance, waiting.id) is False
    assert rules.outcomes() == ["done", "done", "done"]


def test_a_rule_that_is_off_or_deleted_sleeps(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(custom__tier="A"))
    cast.run(disable_rule, rule)
    cast.deal()
    assert rules.runs() == []
    cast.run(enable_rule, rule)
    cast.deal()
    assert len(rules.runs()) == 1
    copy = cast.run(copy_rule, rule)
    cast.run(delete_rule, rule)
    cast.deal()
    assert len(rules.runs()) == 1
    cast.run(enable_rule, copy)
    cast.deal()
    assert len(rules.runs()) == 2


def test_the_other_workspace_is_left_alone(cast: Cast, rules: Rules) -> None:
    rules.make("created", set_fields(title="Mine"), by=cast.clara, kind="task")
    task = cast.run(create_record, TASK, {"title": "Call back"})
    assert rules.value("task", task, "title") == "Call back"
    assert rules.runs() == []


def test_a_called_rule_is_asked_without_its_trigger(cast: Cast, rules: Rules) -> None:
    rule = rules.make("by_hand", set_fields(custom__tier="A"), when=[ABOVE])
    small, large = cast.deal(amount="5"), cast.deal(amount="20000")
    for deal in (small, large):
        cast.run(_call, rule, deal)
    assert rules.value("deal", small, "custom.tier") is None
    assert rules.value("deal", large, "custom.tier") == "A"
    (run,) = rules.runs()
    assert run.cause == {"kind": "call"}
    assert [row.record_id for row in rules.unmet()] == [small]


def _call(work: Work, rule_id: int, deal_id: int) -> None:
    call_rule(work, rule_id, "A rule", DEAL, work.session.get_one(Deal, deal_id))
