"""The worked examples of periodic rules, by their rows."""

from datetime import date, timedelta
from typing import Any

import pytest

from stepmark.automation.rules import disable_rule, enable_rule
from stepmark.automation.sweep import begin_sweep, carry_on_sweep
from stepmark.platform.clock import set_clock
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

MAY_16 = date(2023, 5, 16)


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    set_clock("2023-05-01T08:00:00Z")
    cast.field("paid", "yes_no")
    cast.field("hits", "text", multiple=True)
    cast.field("due", "date")
    cast.field("due_time", "datetime")


def sweep(cast: Cast, rule: int, day: date) -> None:
    """One day, to its end."""
    set_clock(f"{day.isoformat()}T12:00:00Z")
    sweep_id = cast.run(begin_sweep, rule, day)
    while sweep_id is not None and cast.run(carry_on_sweep, sweep_id):
        pass


def days_run(cast: Cast, rules: Rules, rule: int, first: date, count: int) -> list[str]:
    """The days of May on which the rule ran, of `count` days in a row."""
    for shift in range(count):
        sweep(cast, rule, first + timedelta(days=shift))
    return [run.cause["day"][-2:] for run in rules.runs(rule)]


def after(days: int, field: str = "custom.due", op: str = "days_after") -> dict[str, object]:
    return {"field": field, "op": op, "value": days}


UNPAID = {"not": {"field": "custom.paid", "op": "equal", "value": True}}
DO = set_fields(custom__hits="dunned")


def test_f9_f12_exactly_fourteen_days_after_the_due_date_and_unpaid(cast: Cast, rules: Rules) -> None:
    rule = rules.make(do=DO, when=[after(14), UNPAID], mode="periodic")
    deals = {day: cast.deal(custom__due=f"2023-05-{day}") for day in ("15", "16", "17")}
    paid = cast.deal(custom__due="2023-05-16", custom__paid=True)
    sweep(cast, rule, date(2023, 5, 30))
    assert [run.record_id for run in rules.runs(rule)] == [deals["16"]]
    assert rules.value("deal", deals["16"], "custom.hits") == ["dunned"]
    assert rules.value("deal", paid, "custom.hits") == []
    sweep(cast, rule, date(2023, 5, 30))
    assert len(rules.runs(rule)) == 1


@pytest.mark.parametrize("field", ["due", "due_time"])
def test_f20_a_cyclic_rule_repeats_every_so_many_days(cast: Cast, rules: Rules, field: str) -> None:
    value = "2023-05-16" if field == "due" else "2023-05-16T23:30:00Z"
    rule = rules.make(do=DO, when=[after(2, f"custom.{field}"), UNPAID], mode="periodic", cyclic=True)
    deal = cast.deal()
    values: dict[str, Any] = {f"custom__{field}": value}
    cast.change("deal", deal, **values)
    assert days_run(cast, rules, rule, MAY_16, 7) == ["18", "20", "22"]
    cast.change("deal", deal, custom__paid=True)
    assert days_run(cast, rules, rule, date(2023, 5, 23), 4) == ["18", "20", "22"]


def test_f21_a_rule_that_is_not_cyclic_fires_once_for_each_value_of_the_date(cast: Cast, rules: Rules) -> None:
    rule = rules.make(do=DO, when=[after(2)], mode="periodic")
    deal = cast.deal(custom__due="2023-05-16")
    assert days_run(cast, rules, rule, date(2023, 5, 16), 14) == ["18"]
    cast.change("deal", deal, custom__due="2023-05-29")
    assert days_run(cast, rules, rule, date(2023, 5, 30), 4) == ["18", "31"]


def test_a_cycle_before_a_date_repeats_from_its_first_hit(cast: Cast, rules: Rules) -> None:
    rule = rules.make(do=DO, when=[after(3, op="days_before")], mode="periodic", cyclic=True)
    cast.deal(custom__due="2023-05-16")
    assert days_run(cast, rules, rule, date(2023, 5, 10), 12) == ["13", "16", "19"]


def test_a_cycle_of_none_is_every_day(cast: Cast, rules: Rules) -> None:
    rule = rules.make(do=DO, when=[after(0)], mode="periodic", cyclic=True)
    cast.deal(custom__due="2023-05-16")
    assert days_run(cast, rules, rule, date(2023, 5, 14), 5) == ["16", "17", "18"]


def test_without_a_date_a_rule_fires_again_only_after_the_record_stopped_meeting_it(cast: Cast, rules: Rules) -> None:
    rule = rules.make(do=DO, when=[{"field": "source", "op": "equal", "value": "Website"}], mode="periodic")
    deal = cast.deal(source="Website")
    assert days_run(cast, rules, rule, date(2023, 5, 2), 3) == ["02"]
    cast.change("deal", deal, source="Referral")
    assert days_run(cast, rules, rule, date(2023, 5, 5), 2) == ["02"]
    cast.change("deal", deal, source="Website")
    assert days_run(cast, rules, rule, date(2023, 5, 7), 2) == ["02", "07"]


def test_f33_a_rule_that_is_off_does_not_run(cast: Cast, rules: Rules) -> None:
    rule = rules.make(do=DO, when=[after(2)], mode="periodic")
    cast.deal(custom__due="2023-05-16")
    cast.run(disable_rule, rule)
    sweep(cast, rule, date(2023, 5, 18))
    cast.run(enable_rule, rule)
    assert days_run(cast, rules, rule, date(2023, 5, 19), 2) == []
