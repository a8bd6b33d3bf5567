"""Leads are finished by an action of their own, offered and taken only where the record is a lead."""

import pytest

from stepmark.automation.actions import action_named
from stepmark.catalogue.kinds import KINDS
from stepmark.domain.leads import Lead
from stepmark.platform.errors import Invalid
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone
FINISH = {"do": "finish_lead", "settings": {"result": "lost", "reason": "No answer"}}


@pytest.mark.row("S50")
def test_a_rule_gives_the_result_and_the_reason(cast: Cast, rules: Rules) -> None:
    rules.make("modified", FINISH, kind="lead", when=[{"field": "source", "op": "equal", "value": "Spam"}])
    lead = cast.lead()
    cast.change("lead", lead, source="Spam")
    with cast.database.reading(cast.anna.workspace_id) as session:
        closed = session.get_one(Lead, lead)
    assert (closed.status, closed.close_reason) == ("lost", "No answer")


@pytest.mark.row("S51")
@pytest.mark.parametrize(("action", "own"), [("finish_lead", "lead"), ("finish_deal", "deal")])
def test_each_is_there_for_its_own_kind_alone(cast: Cast, rules: Rules, action: str, own: str) -> None:
    assert [name for name, kind in KINDS.items() if action_named(action).serves(kind)] == [own]
    other = "deal" if own == "lead" else "lead"
    with pytest.raises(Invalid):
        rules.make("modified", {**FINISH, "do": action}, kind=other)
