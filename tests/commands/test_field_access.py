"""Hiding fields from roles, and letting roles only read them: who may say so, and what verbs and rules make of it."""

from typing import Any

import pytest

from stepmark.automation.telling import told_rules
from stepmark.automation.words import Book
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.field_access import limit_fields
from stepmark.commands.fields import create_field, delete_field, restore_field
from stepmark.commands.members import update_member
from stepmark.commands.records import create_record, update_record
from stepmark.commands.ticks import tick_step
from stepmark.commands.undo import undo_change
from stepmark.commands.views import ViewContent, create_view
from stepmark.conditions.tree import read_tree
from stepmark.domain.people import Role
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.rules import rules_where
from stepmark.web.formats import shown
from tests.cast import Cast
from tests.support.people import actor_now, row
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
HIDDEN, READ_ONLY = {Role.SALESPERSON: "hidden"}, {Role.SALESPERSON: "read_only"}


@pytest.fixture
def rules(cast: Cast) -> Rules:
    return Rules(cast)


def test_only_administrators_limit_fields_and_only_their_own_workspace(cast: Cast) -> None:
    for nobody in (cast.magda, cast.boris, cast.viktor):
        with pytest.raises(Problem, match="Your role"):
            cast.run(limit_fields, DEAL, {"amount": HIDDEN}, by=nobody)
    cast.run(limit_fields, DEAL, {"amount": HIDDEN})
    assert row(cast, Workspace, cast.anna.workspace_id).field_access == {"deal": {"amount": {"salesperson": "hidden"}}}
    assert row(cast, Workspace, cast.clara.workspace_id).field_access == {}
    cast.run(limit_fields, DEAL, {"amount": {Role.SALESPERSON: "edit"}})
    assert row(cast, Workspace, cast.anna.workspace_id).field_access == {"deal": {}}


@pytest.mark.parametrize(
    ("key", "roles"),
    [
        ("title", HIDDEN),
        ("title", READ_ONLY),
        ("responsible_id", HIDDEN),
        ("stage_id", READ_ONLY),
        ("amount", {Role.ADMINISTRATOR: "hidden"}),
        ("amount", {Role.SALESPERSON: "gone"}),
        ("amount", {"king": "hidden"}),
        ("amount", {Role.SALESPERSON: None}),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, key: str, roles: Any) -> None:
    with pytest.raises(Invalid):
        cast.run(limit_fields, DEAL, {key: roles})


def test_a_required_field_that_one_may_not_fill_does_not_hold_one_up(cast: Cast) -> None:
    cast.run(create_field, "deal", label="Margin", type="number", required=True)
    with pytest.raises(Invalid):
        cast.run(create_record, DEAL, {"title": "ERP"}, by=cast.boris)
    cast.run(limit_fields, DEAL, {"custom.margin": HIDDEN})
    assert cast.run(create_record, DEAL, {"title": "ERP"}, by=actor_now(cast, cast.boris))


def test_a_tick_that_needs_a_hidden_field_says_who_may(cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    deal = cast.deal(by=cast.boris)
    cast.run(limit_fields, DEAL, {"source": READ_ONLY})
    with pytest.raises(Invalid, match="managers and administrators"):
        cast.run(tick_step, deal, cast.steps[0], value="Fair", by=actor_now(cast, cast.boris))
    cast.change("deal", deal, source="Fair")
    assert cast.steps[0] in cast.ticked(deal)


def test_undoing_gives_back_what_one_may_not_write(cast: Cast, rules: Rules) -> None:
    filled = [{"field": "expected_close", "op": "filled"}]
    rules.make({"on": "modified", "fields": ["expected_close"]}, set_fields(source="By rule"), when=filled)
    deal = cast.deal(by=cast.boris)
    cast.run(limit_fields, DEAL, {"source": READ_ONLY})
    boris = actor_now(cast, cast.boris)
    done = cast.edge.change(boris, update_record, DEAL, deal, {"expected_close": "2030-01-01"})
    assert rules.value("deal", deal, "source") == "By rule"
    assert done.undo
    cast.run(undo_change, done.undo, by=boris)
    assert rules.value("deal", deal, "source") is None


def test_a_rule_reads_and_writes_with_its_owners_rights(cast: Cast, rules: Rules) -> None:
    cast.field("note", "text")
    cast.field("secret", "text")
    writing = rules.make({"on": "modified", "fields": ["expected_close"]}, set_fields(source="By rule"))
    reading = rules.make(
        {"on": "modified", "fields": ["expected_close"]},
        set_fields(custom__note="Seen"),
        when=[{"field": "amount", "op": "filled"}],
    )
    copying = rules.make(
        {"on": "modified", "fields": ["expected_close"]}, set_fields(custom__note={"copy": "custom.secret"})
    )
    deal = cast.deal(amount="5")
    hidden = {Role.MANAGER: "hidden"}
    limits = {"source": {Role.MANAGER: "read_only"}, "amount": hidden, "custom.secret": hidden}
    cast.run(limit_fields, DEAL, limits)
    cast.change("deal", deal, expected_close="2030-01-01")
    assert rules.outcomes(writing) == rules.outcomes(reading) == ["done"]
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    cast.run(update_member, cast.anna.member_id, {"role": "manager"}, by=actor_now(cast, cast.magda))
    cast.change("deal", deal, expected_close="2030-01-02", by=actor_now(cast, cast.magda))
    assert rules.outcomes(writing) == ["done", "failed"]
    assert "may not change" in str(rules.runs(writing)[-1].reason_details)
    assert rules.outcomes(reading) == ["done"], "a condition over what the owner may not see never holds"
    assert rules.outcomes(copying)[-1] == "failed"


def test_a_rule_is_not_told_of_changes_of_what_its_owner_may_not_see(cast: Cast, rules: Rules) -> None:
    watching = rules.make({"on": "modified", "fields": ["amount"]}, set_fields(source="By rule"))
    cast.run(limit_fields, DEAL, {"amount": {Role.MANAGER: "hidden"}})
    cast.run(update_member, cast.magda.member_id, {"role": "administrator"})
    cast.run(update_member, cast.anna.member_id, {"role": "manager"}, by=actor_now(cast, cast.magda))
    magda = actor_now(cast, cast.magda)
    deal = cast.deal(by=magda)
    cast.change("deal", deal, by=magda, amount="5")
    assert rules.outcomes(watching) == []
    with cast.database.reading(magda.workspace_id) as session:
        (told,) = told_rules(Book(session, magda, shown), rules_where(session))
    assert [str(each) for each in told.faults] == ["There is no field “amount” here, or your role may not see it."]


def test_a_view_can_not_ask_for_what_is_hidden(cast: Cast) -> None:
    content = ViewContent(read_tree({"all": [{"field": "amount", "op": "filled"}]}))
    cast.run(create_view, DEAL, "Large", content, by=cast.boris)
    cast.run(limit_fields, DEAL, {"amount": HIDDEN})
    with pytest.raises(Invalid, match="your role may not see it"):
        cast.run(create_view, DEAL, "Larger", content, by=actor_now(cast, cast.boris))
    with pytest.raises(Invalid, match="your role may not see it"):
        cast.run(
            create_view,
            DEAL,
            "Sorted",
            ViewContent(read_tree({"all": []}), sort="amount"),
            by=actor_now(cast, cast.boris),
        )


def test_a_field_stays_hidden_under_another_key(cast: Cast) -> None:
    field = cast.run(create_field, "contact", label="Diet", type="text")
    cast.run(limit_fields, CONTACT, {"custom.diet": HIDDEN})
    cast.run(delete_field, field)
    cast.run(create_field, "contact", label="Other", type="text", key="diet")
    cast.run(restore_field, field)
    limits = row(cast, Workspace, cast.anna.workspace_id).field_access["contact"]
    assert set(limits) == {"custom.diet", "custom.diet_2"}


def test_the_currency_of_an_amount_that_one_may_not_write_stays(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris, amount="5")
    cast.run(limit_fields, DEAL, {"amount": READ_ONLY})
    with pytest.raises(Invalid):
        cast.change("deal", deal, by=actor_now(cast, cast.boris), currency="USD")


def test_a_company_made_in_passing_asks_for_no_more_than_its_name(cast: Cast) -> None:
    cast.run(limit_fields, COMPANY, {"responsible_id": READ_ONLY})
    assert cast.run(create_record, COMPANY, {"name": "ACME"}, by=actor_now(cast, cast.boris))
