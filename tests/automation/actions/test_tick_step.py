"""Ticking steps: a bound one needs its field, one that needs a note its note."""

from typing import Any

import pytest
from sqlalchemy import select, update

from stepmark.commands.ticks import tick_step
from stepmark.domain.processes import Step
from stepmark.domain.ticks import Tick
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["amount"]}


def tick(step_id: int, **more: Any) -> dict[str, Any]:
    return {"do": "tick_step", "settings": {"step_id": step_id, **more}}


def test_a_tick_names_its_rule(cast: Cast, rules: Rules) -> None:
    rule = rules.make(CHANGED, tick(cast.steps[0], on_behalf=cast.boris.member_id))
    deal = cast.deal()
    cast.change("deal", deal, amount="5")
    made = tick_of(cast, deal)
    assert (made.member_id, made.cause) == (cast.boris.member_id, "rule")
    assert made.cause_details == {"rule": rule, "name": "A rule", "run": rules.runs()[0].id}


def test_a_bound_step_needs_its_field(cast: Cast, rules: Rules) -> None:
    cast.bind("source", cast.steps[0])
    plain = rules.make(CHANGED, tick(cast.steps[0]))
    deal = cast.deal()
    cast.change("deal", deal, amount="5")
    assert rules.outcomes(plain) == ["failed"]
    assert rules.runs()[0].trace[0]["reason"]["message"] == "Fill in “%(field)s” to tick this step."
    rules.make({"on": "modified", "fields": ["company_id"]}, tick(cast.steps[0], value="{{ deal.company }}"))
    cast.change("deal", deal, company_id=cast.company("ACME"))
    assert cast.ticked(deal) == {cast.steps[0]}
    assert rules.value("deal", deal, "source") == "ACME"


def test_a_step_that_needs_a_note_takes_one(cast: Cast, rules: Rules) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == cast.steps[0]).values(needs_note=True))
        session.commit()
    rules.make(CHANGED, [{**tick(cast.steps[0]), "on_failure": "go_on"}, tick(cast.steps[0], note="{{ deal.amount }}")])
    deal = cast.deal()
    cast.change("deal", deal, amount="5")
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["failed", "done"]
    assert tick_of(cast, deal).note == "5.00 EUR"


def test_a_ticked_step_is_skipped(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, tick(cast.steps[0]))
    deal = cast.deal()
    cast.run(tick_step, deal, cast.steps[0])
    cast.change("deal", deal, amount="5")
    assert [entry["outcome"] for entry in rules.runs()[0].trace] == ["skipped"]


def tick_of(cast: Cast, deal: int) -> Tick:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalars(select(Tick).where(Tick.deal_id == deal, Tick.ended_at.is_(None))).one()
