"""Why a step is ticked, was reopened or was passed over, where a rule did it."""

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from stepmark.commands.ticks import tick_step
from stepmark.domain.processes import Step
from tests.cast import Cast
from tests.support.rules import Rules
from tests.support.web import signed_in


def test_ticks_and_reopenings_name_their_rule(app: FastAPI, cast: Cast) -> None:
    rules, step = Rules(cast), cast.steps[0]
    settings = {"settings": {"step_id": step}}
    rules.make({"on": "modified", "fields": ["source"]}, {"do": "tick_step", **settings}, name="Ticks <it>")
    rules.make({"on": "modified", "fields": ["amount"]}, {"do": "untick_step", **settings}, name="Reopens it")
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    cast.change("deal", deal, amount="5")
    cast.run(tick_step, deal, step)
    shown = signed_in(app, cast, cast.viktor).get(f"/deals/{deal}/steps/{step}").text
    assert "Ticked by the rule “Ticks &lt;it&gt;”" in shown
    assert "Reopened by the rule “Reopens it”" in shown


@pytest.mark.row("A4")
def test_a_step_that_a_stage_trigger_passed_over_says_so(app: FastAPI, cast: Cast) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id == cast.steps[0]).values(required=True))
        session.commit()
    move = {"do": "move_to_stage", "settings": {"stage_id": cast.stages[2]}}
    trigger = {"on": "modified", "fields": ["source"]}
    Rules(cast).make(trigger, move, name="Signed", stage_id=cast.stages[2], pulls=True)
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    client = signed_in(app, cast, cast.anna)
    assert "Skipped: Stage trigger “Signed”" in client.get(f"/deals/{deal}").text
    cast.run(tick_step, deal, cast.steps[0])
    assert "Skipped:" not in client.get(f"/deals/{deal}").text
