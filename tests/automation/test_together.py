"""Many runs of one rule together leave what they would leave one by one; what can't go together goes alone."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from stepmark.automation import settle, sweep
from stepmark.automation.actions.create_task import CreateTask
from stepmark.automation.actions.set_fields import SetFields
from stepmark.automation.sweep import begin_sweep, carry_on_sweep
from stepmark.domain.deals import Deal
from stepmark.domain.notes import Notice
from stepmark.domain.tasks import Task
from stepmark.platform.clock import set_clock
from stepmark.worker.sweeps import sweep_day
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

DAY = date(2026, 5, 30)
DUE = {"field": "expected_close", "op": "days_after", "value": 14}
# What differs from one row to the next whoever writes it.
OWN = {
    "id",
    "at",
    "change_id",
    "run",
    "rule",
    "rule_id",
    "once",
    "started_at",
    "finished_at",
    "sweep_id",
    "record_id",
    "deal_id",
    "created_at",
    "updated_at",
}
IN_TURN = {"who": "list"}


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """Fields that rules may fill."""
    set_clock("2026-05-01T00:00:00Z")
    cast.field("tier", "text")
    cast.field("marks", "text", multiple=True)
    return Rules(cast)


def left_by(cast: Cast, rules: Rules, do: Any, **values: Any) -> tuple[list[Any], list[Any]]:
    """What a sweep over three deals leaves, without what is each row's own: its runs, and the deals' histories."""
    deals = [cast.deal(expected_close="2026-05-16", **values) for _ in range(3)]
    rule = rules.make(do=do, when=[DUE], mode="periodic")
    sweep_day(cast.edge, cast.anna.workspace_id, rule, DAY)
    runs = [_plain(vars(run)) for run in rules.runs(rule) if run.record_id in deals]
    return runs, [[_plain(vars(row)) for row in rules.history("deal", deal)] for deal in deals]


@pytest.mark.parametrize(
    "values",
    [
        {"source": "Website"},
        {"custom.tier": "A"},
        {"custom.marks": ["a", "b"], "source": ""},
        {"expected_close": "2026-06-01"},
    ],
)
def test_together_and_one_by_one_leave_the_same(
    cast: Cast, rules: Rules, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    do = set_fields(**values)
    before = {"source": "Referral", "custom__tier": "B"}
    together = left_by(cast, rules, do, **before)
    monkeypatch.setattr(SetFields, "run_many", lambda *_arguments: False)
    assert left_by(cast, rules, do, **before) == together
    monkeypatch.setattr(settle, "carry_out_together", lambda *_arguments: 0)
    assert left_by(cast, rules, do, **before) == together
    assert [run["outcome"] for run in together[0]] == ["done"] * 3


@pytest.mark.parametrize(
    "settings",
    [
        {"title": "Call back", "creator": {"who": "current"}},
        {"title": "Call about {{ deal.title }}", "description": "{{ deal.custom.tier }}", "starts": "expected_close"},
        {"title": "{{ deal.custom.tier }}"},
        {"title": "Call", "responsible": IN_TURN, "link": False},
    ],
)
def test_tasks_made_together_and_one_by_one_are_the_same(
    cast: Cast, rules: Rules, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if settings.get("responsible") is IN_TURN:
        settings |= {"responsible": {**IN_TURN, "member_ids": [cast.boris.member_id, cast.magda.member_id]}}
    do = {"do": "create_task", "settings": settings}
    together = left_by(cast, rules, do), tasks_of(cast)
    monkeypatch.setattr(CreateTask, "run_many", lambda *_arguments: False)
    assert (left_by(cast, rules, do), tasks_of(cast)) == together
    monkeypatch.setattr(settle, "carry_out_together", lambda *_arguments: 0)
    assert (left_by(cast, rules, do), tasks_of(cast)) == together


def tasks_of(cast: Cast) -> list[Any]:
    """The tasks and what was told of them, taken away, so that the next ones are alone; no deal is due any more."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        tasks, notices = session.scalars(select(Task)).all(), session.scalars(select(Notice)).all()
        found = [[_plain(vars(row)) for row in rows] for rows in (tasks, notices)]
        for row in (*tasks, *notices):
            session.delete(row)
        for deal in session.scalars(select(Deal)):
            deal.expected_close = None
        session.commit()
    return found


def test_a_bound_field_still_ticks_its_step(cast: Cast, rules: Rules) -> None:
    cast.bind("custom.tier", cast.steps[0])
    deals = [cast.deal(expected_close="2026-05-16") for _ in range(3)]
    rule = rules.make(do=set_fields(custom__tier="A"), when=[DUE], mode="periodic")
    sweep_day(cast.edge, cast.anna.workspace_id, rule, DAY)
    assert rules.outcomes(rule) == ["done"] * 3
    assert [cast.ticked(deal) for deal in deals] == [{cast.steps[0]}] * 3


def test_what_is_wrong_fails_for_each_with_its_reason(cast: Cast, rules: Rules) -> None:
    for _ in range(3):
        cast.deal(expected_close="2026-05-16")
    rule = rules.make(do=set_fields(company_id=999), when=[DUE], mode="periodic")
    sweep_day(cast.edge, cast.anna.workspace_id, rule, DAY)
    assert rules.outcomes(rule) == ["failed"] * 3
    assert all(run.reason_details for run in rules.runs(rule))


def test_one_that_fails_takes_nothing_of_the_others_with_it(cast: Cast, rules: Rules) -> None:
    cast.field("mail", "email")
    deals = [cast.deal(expected_close="2026-05-16", source=each) for each in ("a@x.example", "nonsense", "b@x.example")]
    do = [set_fields(custom__tier="A"), set_fields(custom__mail={"text": "{{ deal.source }}"})]
    rule = rules.make(do=do, when=[DUE], mode="periodic")
    sweep_day(cast.edge, cast.anna.workspace_id, rule, DAY)
    assert rules.outcomes(rule) == ["done", "failed", "done"]
    assert [rules.value("deal", deal, "custom.mail") for deal in deals] == ["a@x.example", None, "b@x.example"]
    assert [rules.value("deal", deal, "custom.tier") for deal in deals] == ["A", None, "A"]
    assert [[row.name for row in rules.history("deal", deal)] for deal in deals] == [
        ["deal.created", *["deal.updated"] * updates] for updates in (2, 0, 2)
    ]


def test_a_chunk_ends_when_its_time_is_up_and_the_next_goes_on(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "LONGEST", 0)
    monkeypatch.setattr(sweep, "LEAST", 1)
    deals = [cast.deal(expected_close="2026-05-16") for _ in range(3)]
    rule = rules.make(do=set_fields(custom__tier={"text": "{{ deal.custom.tier }}x"}), when=[DUE], mode="periodic")
    sweep_id = cast.run(begin_sweep, rule, DAY)
    assert sweep_id is not None
    assert [cast.run(carry_on_sweep, sweep_id, 3) for _ in deals] == [1, 1, 0]
    assert [rules.value("deal", deal, "custom.tier") for deal in deals] == ["x", "x", "x"]


def test_what_changes_together_wakes_other_rules(cast: Cast, rules: Rules) -> None:
    deals = [cast.deal(expected_close="2026-05-16") for _ in range(3)]
    follows = rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier="seen"))
    rule = rules.make(do=set_fields(source="Website"), when=[DUE], mode="periodic")
    sweep_day(cast.edge, cast.anna.workspace_id, rule, DAY)
    assert [run.record_id for run in rules.runs(follows)] == deals
    assert {rules.value("deal", deal, "custom.tier") for deal in deals} == {"seen"}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key not in OWN and not key.startswith("_")}
    return [_plain(each) for each in value] if isinstance(value, list) else value
