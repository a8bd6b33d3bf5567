"""A rule converts a lead, and others hear of it."""

import pytest
from sqlalchemy import select

from stepmark.commands.ticks import tick_step
from stepmark.domain.deals import Deal
from stepmark.domain.leads import Lead
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone


def test_a_ticked_step_makes_a_deal_of_the_lead_and_wakes_what_waits_for_that(cast: Cast, rules: Rules) -> None:
    step = cast.lead_steps[-1]
    converting = rules.make(
        {"on": "step_ticked", "step_id": step},
        {"do": "convert_lead", "settings": {"stage_id": cast.stages[1]}},
        kind="lead",
    )
    rules.make("lead_converted", set_fields(source="Converted"), kind="lead")
    rules.make("created", set_fields(source="Of a lead"), kind="deal", when=[{"field": "lead_id", "op": "filled"}])
    lead = cast.lead(person_name="Olga", emails=["olga@example.com"])
    cast.run(tick_step, lead, step)
    with cast.database.reading(cast.anna.workspace_id) as session:
        (deal,) = session.scalars(select(Deal))
        closed = session.get_one(Lead, lead)
    assert (deal.stage_id, deal.source, deal.lead_id) == (cast.stages[1], "Of a lead", lead)
    assert (closed.status, closed.source) == ("won", "Converted")
    assert rules.outcomes(converting) == ["done"]


def test_a_closed_lead_is_left_alone(cast: Cast, rules: Rules) -> None:
    rule = rules.make("modified", {"do": "convert_lead"}, kind="lead")
    lead = cast.lead()
    cast.change("lead", lead, status="lost")
    assert rules.runs(rule)[-1].trace[-1]["outcome"] == "skipped"
