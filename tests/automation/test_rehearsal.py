"""Trying a rule out leaves nothing behind but what it would have done."""

import pytest
from sqlalchemy import func, select

from stepmark.automation.rehearsal import rehearse_rule
from stepmark.commands.fields import delete_field
from stepmark.domain.history import History
from stepmark.domain.runs import Run
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

ABOVE = {"field": "amount", "op": "greater", "value": "10000"}


def test_it_shows_what_would_happen_and_changes_nothing(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="Referral"), when=[ABOVE], enabled=False)
    deal = cast.deal(amount="20000")
    before = rows(cast)
    run = cast.run(rehearse_rule, rule, deal)
    assert [(each["path"], each.get("held"), each.get("outcome")) for each in run.trace] == [
        ("condition/all/0", True, None),
        ("action/1", None, "done"),
    ]
    assert run.trace[1]["events"][0]["changes"] == {"source": [None, "Referral"]}
    assert rules.value("deal", deal, "source") is None
    assert rows(cast) == before


def test_where_conditions_do_not_hold_it_says_so(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="Referral"), when=[ABOVE])
    run = cast.run(rehearse_rule, rule, cast.deal(amount="5"))
    assert (run.outcome, run.trace[0]["held"]) == ("stopped", False)


def test_a_failing_action_fails_in_it_alone(cast: Cast, rules: Rules) -> None:
    field = cast.field("tier", "text")
    rule = rules.make("created", set_fields(custom__tier="A"), enabled=False)
    cast.run(delete_field, field)
    assert cast.run(rehearse_rule, rule, cast.deal()).outcome == "failed"


def test_only_administrators_and_only_what_is_there(cast: Cast, rules: Rules) -> None:
    rule, deal = rules.make("created", set_fields(source="x"), enabled=False), cast.deal()
    for by, of, record in ((cast.boris, rule, deal), (cast.clara, rule, deal), (cast.anna, rule, 999_999)):
        with pytest.raises(Problem):
            cast.run(rehearse_rule, of, record, by=by)


def rows(cast: Cast) -> tuple[int, int]:
    """How many events and runs are kept."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        counts = [session.scalar(select(func.count()).select_from(each)) or 0 for each in (History, Run)]
    return counts[0], counts[1]
