"""What people do with runs: start a rule by hand, try a failed run again, stop what waits."""

from datetime import timedelta
from typing import Any

import pytest

from stepmark.automation import settle
from stepmark.automation.advance import advance
from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import disable_rule, update_rule
from stepmark.automation.runs import MOST_TRIES, put_off, retry_run, start_rule, stop_all, stop_run
from stepmark.commands.fields import delete_field, restore_field
from stepmark.commands.leaving import deactivate_member
from stepmark.domain.rights import Actor
from stepmark.domain.rules import Rule
from stepmark.domain.runs import Run
from stepmark.platform import clock
from stepmark.platform.errors import Problem
from stepmark.queries.runs import run_of_change
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

BY_HAND = {"on": "by_hand", "roles": ["salesperson"]}


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    for key in ("tier", "ring"):
        cast.field(key, "text")


def refused(cast: Cast, verb: Any, *args: Any, by: Actor | None = None) -> str:
    with pytest.raises(Problem) as problem:
        cast.run(verb, *args, by=by)
    return problem.value.type


def fails(cast: Cast, rules: Rules) -> tuple[int, int]:
    """A failed run for a company, whose rule's field was deleted, and that field."""
    field = cast.field("gone", "text", kind="company")
    rules.make("created", set_fields(custom__gone="x"), kind="company")
    cast.run(delete_field, field)
    cast.company()
    return rules.runs()[-1].id, field


def waits(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch, *values: str) -> list[int]:
    """Runs that wait for a worker, one for each value that their rules would set."""
    made = [rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier=each)) for each in values]
    with monkeypatch.context() as bounds:
        bounds.setattr(settle, "MOST_RUNS", 0)
        cast.change("deal", cast.deal(), source="Website")
    return made


@pytest.mark.row("S52")
def test_a_rule_is_started_by_hand_by_the_roles_chosen(cast: Cast, rules: Rules) -> None:
    rule = rules.make(BY_HAND, set_fields(custom__tier="A"))
    deal = cast.deal()
    assert refused(cast, start_rule, rule, deal, by=cast.magda) == "not-allowed"
    assert refused(cast, start_rule, rule, deal, by=cast.clara) == "not-found"
    change = cast.run(start_rule, rule, deal, by=cast.boris)
    assert rules.value("deal", deal, "custom.tier") == "A"
    with cast.database.reading(cast.anna.workspace_id) as session:
        run = run_of_change(session, change, rule)
    assert run is not None
    assert (run.outcome, run.actor_name) == ("done", "Boris Lem")


def test_only_rules_for_starting_by_hand_can_be(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(custom__tier="A"))
    off = rules.make(BY_HAND, set_fields(custom__tier="A"), enabled=False)
    deal = cast.deal()
    for each in (rule, off, 999):
        assert refused(cast, start_rule, each, deal, by=cast.boris) == "not-found"


def test_a_failed_run_goes_on_once_its_fault_is_mended(cast: Cast, rules: Rules) -> None:
    run_id, field = fails(cast, rules)
    cast.run(retry_run, run_id)
    assert rules.outcomes() == ["failed"]
    cast.run(restore_field, field)
    cast.run(retry_run, run_id)
    (run,) = rules.runs()
    assert (run.outcome, run.reason, run.due_at) == ("done", None, None)
    assert [entry["outcome"] for entry in run.trace] == ["failed", "retried", "failed", "retried", "done"]
    assert rules.value("company", run.record_id, "custom.gone") == "x"
    assert refused(cast, retry_run, run_id) == "conflict"


def test_a_retry_takes_the_mended_rule_where_nothing_of_the_run_stands(cast: Cast, rules: Rules) -> None:
    run_id, _field = fails(cast, rules)
    run = rules.runs()[0]
    assert run.rule_id
    content = {"name": "Mended", "kind": "company", "trigger": {"on": "created"}}
    mended = {**content, "actions": [set_fields(name="Better")]}
    cast.run(update_rule, run.rule_id, RuleDraft.model_validate(mended))
    cast.run(retry_run, run_id)
    assert rules.value("company", run.record_id, "name") == "Better"
    assert rules.runs()[0].rule_version == 2


def test_a_retry_needs_an_administrator_and_a_rule_that_is_on(cast: Cast, rules: Rules) -> None:
    run_id, _field = fails(cast, rules)
    rule = rules.runs()[0].rule_id
    assert refused(cast, retry_run, run_id, by=cast.magda) == "not-allowed"
    cast.run(disable_rule, rule)
    assert refused(cast, retry_run, run_id) == "conflict"


def test_what_waits_is_stopped_one_by_one_or_all_at_once(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _two, _three = waits(cast, rules, monkeypatch, "A", "B", "C")
    first = rules.runs(one)[0].id
    cast.run(stop_run, first)
    assert refused(cast, stop_run, first) == "conflict"
    assert cast.run(stop_all, one) == 0
    assert cast.run(stop_all) == 2
    assert rules.outcomes() == ["stopped"] * 3
    assert [run.reason_details for run in rules.runs()] == [
        {"reason": {"message": "It was stopped by hand.", "values": {}}}
    ] * 3
    assert all(cast.run(advance, run.id) is False for run in rules.runs())


def test_what_a_waiting_run_wakes_is_woken_once(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = rules.make({"on": "modified", "fields": ["custom.tier"]}, set_fields(custom__ring="1"))
    waits(cast, rules, monkeypatch, "A")
    assert cast.run(advance, rules.runs()[0].id) is True
    assert rules.outcomes(follower) == ["done"]


def test_a_fault_puts_a_run_off_and_ends_it_at_last(cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = waits(cast, rules, monkeypatch, "A")
    run_id = rules.runs(rule)[0].id
    dues = []
    for _attempt in range(MOST_TRIES):
        cast.run(put_off, run_id)
        dues.append(rules.runs()[0].due_at)
    run = rules.runs()[0]
    assert (run.outcome, run.due_at, len(set(dues))) == ("failed", None, MOST_TRIES)
    assert dues[0]
    assert dues[0] > clock.now() + timedelta(seconds=30)
    cast.run(put_off, run_id)
    assert rules.runs()[0].attempts == MOST_TRIES


def test_the_rules_of_a_member_who_leaves_rest(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(custom__tier="A"), by=None)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Rule, rule).owner_id = cast.magda.member_id
        session.commit()
    cast.run(deactivate_member, cast.magda.member_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.get_one(Rule, rule).suspended == "owner-left"
    cast.deal()
    assert rules.runs() == []


def test_a_run_that_waits_tells_the_worker_when_it_is_due(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits(cast, rules, monkeypatch, "A")
    run: Run = rules.runs()[0]
    assert run.due_at
    assert run.is_waiting
