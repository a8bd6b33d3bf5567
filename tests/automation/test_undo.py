"""Undoing what a run has done, where nobody has touched it since."""

from typing import Any

import pytest

from stepmark.automation.undo import undo_run
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.ticks import untick_step
from stepmark.domain.deals import Deal
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.rules import Rules, set_fields


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    for key in ("tier", "ring"):
        cast.field(key, "text")


def ran(cast: Cast, rules: Rules, **values: Any) -> tuple[int, int]:
    """A run that set these values on a deal, woken by Boris; the deal and the run."""
    rules.make({"on": "modified", "fields": ["source"]}, set_fields(**values))
    deal = cast.deal(by=cast.boris, custom__tier="before")
    cast.change("deal", deal, source="Website", by=cast.boris)
    return deal, rules.runs()[0].id


def test_fields_go_back_and_the_change_that_woke_the_rule_stays(cast: Cast, rules: Rules) -> None:
    deal, run = ran(cast, rules, custom__tier="A", custom__ring="1")
    assert cast.run(undo_run, run) == []
    assert rules.value("deal", deal, "custom.tier") == "before"
    assert rules.value("deal", deal, "custom.ring") is None
    assert rules.value("deal", deal, "source") == "Website"
    assert rules.outcomes() == ["undone"]
    assert rules.runs()[0].trace[-1]["by"] == "Anna Maj"


def test_what_was_touched_since_stays_and_is_named(cast: Cast, rules: Rules) -> None:
    deal, run = ran(cast, rules, custom__tier="A", custom__ring="1")
    cast.change("deal", deal, custom__tier="mine", by=cast.boris)
    assert [str(each) for each in cast.run(undo_run, run)] == ["Tier of “ACME — ERP integration”"]
    assert rules.value("deal", deal, "custom.tier") == "mine"
    assert rules.value("deal", deal, "custom.ring") is None
    assert rules.runs()[0].trace[-1]["stayed"] == ["Tier of “ACME — ERP integration”"]


def test_where_nothing_can_go_back_it_is_refused_and_stays_as_it_is(cast: Cast, rules: Rules) -> None:
    deal, run = ran(cast, rules, custom__tier="A")
    cast.change("deal", deal, custom__tier="mine")
    with pytest.raises(Problem, match="Tier of"):
        cast.run(undo_run, run)
    assert rules.outcomes() == ["done"]


@pytest.mark.parametrize("by", ["boris", "clara"])
def test_it_is_for_administrators(cast: Cast, rules: Rules, by: str) -> None:
    _deal, run = ran(cast, rules, custom__tier="A")
    with pytest.raises(Problem) as problem:
        cast.run(undo_run, run, by=getattr(cast, by))
    assert problem.value.type == ("not-allowed" if by == "boris" else "not-found")


def test_it_can_be_undone_once(cast: Cast, rules: Rules) -> None:
    _deal, run = ran(cast, rules, custom__tier="A")
    cast.run(undo_run, run)
    with pytest.raises(Problem, match="already"):
        cast.run(undo_run, run)


def test_a_run_that_changed_nothing_has_nothing_to_undo(cast: Cast, rules: Rules) -> None:
    _deal, run = ran(cast, rules, custom__tier="before")
    with pytest.raises(Problem, match="changed nothing"):
        cast.run(undo_run, run)


def test_the_tick_that_a_filled_field_made_goes_with_it(cast: Cast, rules: Rules) -> None:
    cast.bind("custom.ring", cast.steps[0])
    deal, run = ran(cast, rules, custom__ring="1")
    assert cast.ticked(deal) == {cast.steps[0]}
    assert cast.run(undo_run, run) == []
    assert cast.ticked(deal) == set()


def test_a_tick_that_was_reopened_since_stays_so(cast: Cast, rules: Rules) -> None:
    cast.bind("custom.ring", cast.steps[0])
    deal, run = ran(cast, rules, custom__ring="1")
    cast.run(untick_step, deal, cast.steps[0], by=cast.boris)
    stayed = cast.run(undo_run, run)
    assert len(stayed) == 1
    assert rules.value("deal", deal, "custom.ring") is None


def test_a_stage_goes_back_unless_somebody_moved_the_deal(cast: Cast, rules: Rules) -> None:
    deal, run = ran(cast, rules, stage_id=cast.stages[1], custom__tier="A")
    cast.run(undo_run, run)
    assert rules.value("deal", deal, "stage_id") == cast.stages[0]
    cast.change("deal", deal, source="Referral")
    again = rules.runs()[-1].id
    cast.run(move_deal, deal, cast.stages[2])
    assert len(cast.run(undo_run, again)) == 1
    assert rules.value("deal", deal, "stage_id") == cast.stages[2]
    assert rules.value("deal", deal, "custom.tier") == "before"


def test_no_rule_wakes_to_an_undo(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "every_change": True}, set_fields(custom__tier="A"))
    deal = cast.deal(by=cast.boris, custom__tier="before")
    cast.change("deal", deal, source="Website", by=cast.boris)
    cast.run(undo_run, rules.runs()[0].id)
    assert rules.value("deal", deal, "custom.tier") == "before"


def test_a_record_that_it_made_goes_into_the_bin_with_what_followed(cast: Cast, rules: Rules) -> None:
    rules.make("created", {"do": "create_deal", "settings": {"title": "New business"}}, kind="company")
    cast.company()
    cast.run(undo_run, rules.runs()[0].id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [deal.is_deleted for deal in session.query(Deal)] == [True]
