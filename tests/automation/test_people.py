"""Who is meant: the responsible person, superiors, whoever set the rule off, and people in turn."""

from typing import Any

import pytest

from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import disable_rule, update_rule
from stepmark.commands.groups import create_group, update_group
from stepmark.commands.leaving import deactivate_member
from stepmark.commands.work_sessions import end_work_session, start_work_session
from stepmark.domain.notes import Notice
from stepmark.domain.rights import Actor
from stepmark.queries.notices import notices_of
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone  # the pointer's own test runs on both
CHANGED = {"on": "modified", "fields": ["source"]}


def assign(**to: Any) -> dict[str, Any]:
    return {"do": "assign_responsible", "settings": {"to": to}}


def in_turn(*members: Actor, **more: Any) -> dict[str, Any]:
    return assign(who="list", member_ids=[each.member_id for each in members], **more)


def after_change(cast: Cast, rules: Rules, deal: int, by: Actor | None = None) -> int | None:
    cast.change("deal", deal, by=by, source="Website")
    found: int | None = rules.value("deal", deal, "responsible_id")
    return found


@pytest.mark.row("S4", "S18", "S19", "S20", "S21", "S22")
def test_every_way_of_meaning_somebody(cast: Cast, rules: Rules) -> None:
    meant = {
        "current": cast.boris,
        "superior": cast.magda,
        "user": cast.anna,
        "superior_of_user": cast.boris,  # Anna has none, so it falls back to the current responsible person
        "linked": cast.anna,  # who made the contact, which comes before the company
        "nobody": None,
    }
    company = cast.company(responsible_id=cast.magda.member_id)
    contact = cast.contact(responsible_id=None)
    for who, expected in meant.items():
        rule = rules.make(CHANGED, assign(who=who))
        deal = cast.deal(by=cast.boris, company_id=company, contact_id=contact)
        assert after_change(cast, rules, deal) == (expected.member_id if expected else None), who
        cast.run(disable_rule, rule)


@pytest.mark.row("S18")
def test_without_a_responsible_person_whoever_made_it_counts(cast: Cast, rules: Rules) -> None:
    rules.make("created", assign(who="current"))
    rules.make(CHANGED, assign(who="current"))
    deal = cast.deal(by=cast.magda, responsible_id=None)
    assert rules.value("deal", deal, "responsible_id") == cast.magda.member_id
    other = cast.deal(by=cast.magda, responsible_id=None)
    cast.change("deal", other, responsible_id=None)
    assert after_change(cast, rules, other) == cast.magda.member_id


def test_a_missing_superior_is_said_in_the_trace(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, assign(who="superior"))
    deal = cast.deal(responsible_id=cast.magda.member_id)
    assert after_change(cast, rules, deal) == cast.magda.member_id
    (entry,) = rules.runs()[0].trace
    assert entry["warnings"][0]["values"] == {"name": "Magda Nowak"}


def test_a_named_person_who_has_left_is_an_error_of_the_run(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, assign(who="member", member_id=cast.viktor.member_id))
    cast.run(deactivate_member, cast.viktor.member_id)
    assert after_change(cast, rules, cast.deal()) == cast.anna.member_id
    assert rules.outcomes() == ["failed"]
    assert "does not work here any more" in rules.runs()[0].trace[0]["reason"]["message"]


def test_a_list_goes_round_in_its_order(cast: Cast, rules: Rules) -> None:
    rules.make("created", in_turn(cast.magda, cast.boris, cast.anna))
    given = [rules.value("deal", cast.deal(), "responsible_id") for _ in range(4)]
    expected = [cast.magda, cast.boris, cast.anna, cast.magda]
    assert given == [each.member_id for each in expected]


def test_a_group_goes_round_in_the_order_of_the_user_list(cast: Cast, rules: Rules) -> None:
    members = [cast.magda.member_id, cast.anna.member_id, cast.boris.member_id]
    group = cast.run(create_group, "Sales", members)
    rules.make("created", assign(who="group", group_id=group))
    given = [rules.value("deal", cast.deal(), "responsible_id") for _ in range(4)]
    expected = [cast.anna, cast.boris, cast.magda, cast.anna]
    assert given == [each.member_id for each in expected]
    cast.run(update_group, group, "Sales", [cast.anna.member_id, cast.magda.member_id])
    assert rules.value("deal", cast.deal(), "responsible_id") == cast.magda.member_id


def test_the_pointer_survives_edits_and_skips_who_was_removed(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", in_turn(cast.anna, cast.boris, cast.magda))
    for _ in range(2):
        cast.deal()
    draft = {"name": "Renamed", "kind": "deal", "trigger": {"on": "created"}}
    shorter = RuleDraft.model_validate({**draft, "actions": [in_turn(cast.anna, cast.magda)]})
    cast.run(update_rule, rule, shorter)
    assert rules.value("deal", cast.deal(), "responsible_id") == cast.magda.member_id
    assert rules.value("deal", cast.deal(), "responsible_id") == cast.anna.member_id


def test_only_people_at_work_take_part(cast: Cast, rules: Rules) -> None:
    rules.make("created", in_turn(cast.anna, cast.boris, cast.magda, in_session=True))
    for each in (cast.anna, cast.boris, cast.magda):
        cast.run(start_work_session, by=each)
    cast.run(end_work_session, by=cast.boris)
    given = [rules.value("deal", cast.deal(), "responsible_id") for _ in range(3)]
    assert given == [each.member_id for each in (cast.anna, cast.magda, cast.anna)]


def test_with_nobody_at_work_it_is_left_to_nobody_and_the_owner_is_told(cast: Cast, rules: Rules) -> None:
    rules.make("created", in_turn(cast.anna, cast.boris, in_session=True))
    deals = [cast.deal(), cast.deal()]
    assert [rules.value("deal", each, "responsible_id") for each in deals] == [None, None]
    (entry,) = rules.runs()[0].trace
    assert "at work" in entry["warnings"][0]["message"]
    (notice,) = _notices(cast, cast.anna)
    assert notice.details == {"rule": "A rule"}


def _notices(cast: Cast, actor: Actor) -> list[Notice]:
    with cast.database.reading(actor.workspace_id) as session:
        return notices_of(session, actor.member_id)
