"""Rules that would go on for ever, or change very much: bounded, written down, and nobody else's work is harmed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pytest
from sqlalchemy import func, select, update

from stepmark.automation import fan_out, settle
from stepmark.automation.fan_out import PORTION
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.records import update_record
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal
from stepmark.domain.fields import FieldValue
from stepmark.domain.runs import Outcome
from stepmark.worker.carrying import carry_on, due_runs
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

FEW, MANY = 210, 10_000


def test_a_rule_that_wakes_itself_runs_once_and_says_so(cast: Cast, rules: Rules) -> None:
    cast.field("tier", "text")
    watched = {"on": "modified", "fields": ["custom.tier"]}
    rule = rules.make(watched, set_fields(custom__tier={"text": "{{ deal.custom.tier }}!"}))
    deal = cast.deal()
    cast.change("deal", deal, custom__tier="A")
    assert rules.value("deal", deal, "custom.tier") == "A!"
    _one_stopped_for_going_round(rules, rule)


@pytest.mark.row("A1", "A7")
@pytest.mark.parametrize("size", [2, 4])
def test_a_ring_of_rules_ends_where_it_began(cast: Cast, rules: Rules, size: int) -> None:
    for n in range(size):
        cast.field(f"f{n}", "text")
    ring = [
        rules.make({"on": "modified", "fields": [f"custom.f{n}"]}, _copies(f"custom.f{n}", f"custom.f{(n + 1) % size}"))
        for n in range(size)
    ]
    deal = cast.deal()
    cast.change("deal", deal, custom__f0="round", title="Kept")
    assert [rules.value("deal", deal, f"custom.f{n}")[:5] for n in range(size)] == ["round"] * size
    assert rules.value("deal", deal, "title") == "Kept"
    assert [rules.outcomes(rule) for rule in ring[1:]] == [["done"]] * (size - 1)
    _one_stopped_for_going_round(rules, ring[0])


def test_a_chain_over_many_records_ends_at_its_depth(cast: Cast, rules: Rules) -> None:
    """No rule meets the same record twice here, so that only the depth of the chain can end it."""
    cast.field("tier", "text", kind="company")
    do = {"do": "copy_values", "settings": {"target": "parent", "values": {"custom.tier": {"copy": "custom.tier"}}}}
    rule = rules.make({"on": "modified", "fields": ["custom.tier"]}, do, kind="company")
    parents: list[int] = []
    for n in range(settle.DEEPEST + 4):
        parents.append(cast.company(f"Company {n}", **({"parent_id": parents[-1]} if parents else {})))
    cast.change("company", parents[-1], custom__tier="A")
    assert Counter(rules.outcomes(rule)) == {Outcome.DONE: settle.DEEPEST, Outcome.STOPPED: 1}
    with_tier = [rules.value("company", each, "custom.tier") for each in reversed(parents)]
    assert with_tier == ["A"] * (settle.DEEPEST + 1) + [None] * 3


@pytest.mark.timeout(3600)
def test_a_rule_that_fans_out_goes_in_portions_while_others_work(
    cast: Cast, rules: Rules, long_form: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "LONGEST", 60)
    number = MANY if long_form else FEW
    company, tier = cast.company(), cast.field("tier", "text")
    cast.field("tier", "text", kind="company")
    do = {"do": "copy_values", "settings": {"target": "deals", "values": {"custom.tier": {"copy": "custom.tier"}}}}
    rule = rules.make({"on": "modified", "fields": ["custom.tier"]}, do, kind="company")
    fill_with_deals(cast, number)
    _link(cast, company)
    cast.change("company", company, custom__tier="A")
    assert rules.value("company", company, "custom.tier") == "A"
    assert rules.outcomes(rule) == ["waiting"]
    reached = [_with_value(cast, tier), *_portions(cast, tier)]
    assert reached == [*range(PORTION, number, PORTION), number]
    assert rules.outcomes(rule) == ["done"]


def test_one_change_that_wakes_a_rule_for_many_records_hands_the_rest_to_a_worker(
    cast: Cast, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle, "MOST_RUNS", 5)
    tier = cast.field("tier", "text")
    rule = rules.make({"on": "modified", "fields": ["source"]}, set_fields(custom__tier="A"))
    deals = [cast.deal() for _ in range(12)]
    cast.run(_change_all, deals)
    assert Counter(rules.outcomes(rule)) == {Outcome.DONE: 5, Outcome.WAITING: 7}
    assert {rules.value("deal", deal, "source") for deal in deals} == {"Website"}
    assert [*_portions(cast, tier)][-1] == 12
    assert rules.outcomes(rule) == ["done"] * 12


def _one_stopped_for_going_round(rules: Rules, rule: int) -> None:
    """The rule ran once, and its second run stands there stopped, with its reason."""
    done, stopped = rules.runs(rule)
    assert (done.outcome, stopped.outcome) == (Outcome.DONE, Outcome.STOPPED)
    assert "same chain of rules" in str(stopped.reason_details)


def _copies(source: str, target: str) -> dict[str, Any]:
    """An action that goes on for ever unless it is stopped: the value grows each time."""
    return set_fields(**{target.replace(".", "__"): {"text": f"{{{{ deal.{source} }}}}."}})


def _link(cast: Cast, company: int) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Deal).values(company_id=company))
        session.commit()


def _portions(cast: Cast, field: int) -> Iterator[int]:
    """Let a worker carry on what waits; after each go how many records have the field. Another's change fits between
    any two."""
    other = cast.deal(by=cast.boris)
    for turn in count(1):
        due = due_runs(cast.database, limit=1)
        if not due:
            return
        assert carry_on(cast.edge, due[0].workspace_id, due[0].run_id)
        cast.change("deal", other, by=cast.boris, title=f"Turn {turn}")
        yield _with_value(cast, field)


def _with_value(cast: Cast, field: int) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        query = select(func.count()).select_from(FieldValue).where(FieldValue.field_id == field)
        return session.scalar(query) or 0


def _change_all(work: Work, deals: Sequence[int]) -> None:
    for deal in deals:
        update_record(work, DEAL, deal, {"source": "Website"})
