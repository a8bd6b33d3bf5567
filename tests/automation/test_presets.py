"""The rules that a new workspace begins with."""

import pytest
from sqlalchemy import select

from stepmark.automation.presets import PRESETS, add_presets
from stepmark.automation.rules import delete_rule, enable_rule
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.deal_moves import close_deal
from stepmark.commands.records import update_record
from stepmark.domain.deals import Deal
from stepmark.domain.notes import Notice
from stepmark.domain.rules import Rule
from stepmark.domain.tasks import Task
from stepmark.queries.rules import rules_where
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def presets(cast: Cast) -> list[Rule]:
    """They, in Anna's workspace."""
    with cast.database.writing(None) as session:
        add_presets(session, cast.anna)
        session.commit()
    with cast.database.reading(cast.anna.workspace_id) as session:
        return rules_where(session)


@pytest.mark.row("F23")
def test_they_are_the_workspaces_own_and_off(presets: list[Rule]) -> None:
    assert len(presets) == len(PRESETS) == 3
    assert {(rule.owner_id, rule.enabled) for rule in presets} == {(None, False)}


def test_each_can_be_switched_on_and_does_what_it_is_called(cast: Cast, rules: Rules, presets: list[Rule]) -> None:
    for rule in presets:
        cast.run(enable_rule, rule.id)
    company = cast.company("Hotel Baltica", status="Potential")
    cast.company("Old friends", status="Client")
    deal = cast.deal(title="Website", by=cast.boris)
    cast.run(update_record, DEAL, deal, {"responsible_id": cast.magda.member_id})
    cast.run(close_deal, deal, "won")
    assert set(rules.outcomes()) == {"done"}
    with cast.database.reading(cast.anna.workspace_id) as session:
        made = session.scalars(select(Deal).where(Deal.company_id == company)).one()
        assert made.title == "First deal with Hotel Baltica"
        assert session.scalars(select(Task.title)).all() == ["Hand over: Website"]
        told = session.scalars(select(Notice.member_id)).all()
        assert cast.magda.member_id in told


def test_each_can_be_deleted(cast: Cast, presets: list[Rule]) -> None:
    for rule in presets:
        cast.run(delete_rule, rule.id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert rules_where(session) == []
