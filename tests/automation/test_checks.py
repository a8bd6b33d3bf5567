"""What a rule names must be there when it is saved, and is looked for before it goes."""

from typing import Any

import pytest

from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import create_rule, enable_rule, update_rule
from stepmark.automation.telling import told_rules
from stepmark.automation.usage import faults_of, rules_naming
from stepmark.automation.words import Book
from stepmark.commands.fields import delete_field
from stepmark.commands.leaving import deactivate_member
from stepmark.commands.process_stages import delete_stage
from stepmark.domain.people import Group
from stepmark.domain.rules import Rule
from stepmark.platform.errors import Invalid
from stepmark.web.formats import shown
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

GONE = 10**9


def refused(cast: Cast, **rule: Any) -> dict[str, str]:
    """What is wrong with the rule, by place."""
    given = {"name": "A rule", "kind": "deal", "trigger": {"on": "created"}, "actions": [set_fields(source="x")]}
    with pytest.raises(Invalid) as invalid:
        cast.run(create_rule, RuleDraft.model_validate({**given, **rule}))
    return {place: str(text) for place, text in invalid.value.errors.items()}


def test_what_is_not_there_is_named_at_its_place(cast: Cast) -> None:
    assign = {"do": "assign_responsible", "settings": {"to": {"who": "group", "group_id": GONE}}}
    assert refused(cast, trigger={"on": "stage_entered", "stage_id": GONE}) == {
        "trigger/stage_id": "This stage is not there."
    }
    assert refused(cast, trigger={"on": "step_ticked", "step_id": GONE}) == {
        "trigger/step_id": "This step is not there."
    }
    assert refused(cast, actions=[assign]) == {"actions/1/settings/to/group_id": "This group is not there."}
    assert refused(cast, actions=[set_fields(responsible_id=GONE)]) == {
        "actions/1/settings/values/responsible_id": "This member is not there."
    }
    assert refused(cast, actions=[{"do": "run_rule", "settings": {"rule_id": GONE}}]) == {
        "actions/1/settings/rule_id": "This rule is not there."
    }
    compared = {"all": [{"field": "stage_id", "op": "equal", "value": GONE}]}
    assert list(refused(cast, conditions=compared).values()) == ["This stage is not there."]


def test_what_was_deleted_is_named_by_its_name(cast: Cast) -> None:
    cast.run(delete_stage, cast.stages[2])
    cast.run(deactivate_member, cast.boris.member_id)
    assert refused(cast, trigger={"on": "stage_entered", "stage_id": cast.stages[2]}) == {
        "trigger/stage_id": "The stage “Contract” was deleted. Choose another."
    }
    assert refused(cast, actions=[set_fields(responsible_id=cast.boris.member_id)]) == {
        "actions/1/settings/values/responsible_id": "“Boris Lem” has left. Choose somebody else."
    }


def test_a_condition_may_compare_with_somebody_who_has_left(cast: Cast, rules: Rules) -> None:
    cast.run(deactivate_member, cast.boris.member_id)
    when = [{"field": "responsible_id", "op": "equal", "value": cast.boris.member_id}]
    assert rules.make("created", set_fields(source="x"), when=when)


def test_nothing_of_another_workspace_is_there(cast: Cast) -> None:
    trigger = {"on": "stage_entered", "stage_id": cast.stages[0]}
    draft = {"name": "A rule", "kind": "deal", "trigger": trigger, "actions": [set_fields(source="x")]}
    with pytest.raises(Invalid):
        cast.run(create_rule, RuleDraft.model_validate(draft), by=cast.clara)


def test_the_rules_that_name_a_thing_are_found_wherever_they_name_it(cast: Cast, rules: Rules) -> None:
    field = cast.field("tier", "text")
    group = cast.put(Group(name="North"))
    assign = {"do": "assign_responsible", "settings": {"to": {"who": "group", "group_id": group}}}
    ticked = rules.make({"on": "step_ticked", "step_id": cast.steps[0]}, assign, name="Assigns")
    when = [{"field": "stage_id", "op": "one_of", "value": [cast.stages[1]]}]
    reads = rules.make("created", set_fields(source="x"), when=when, name="Reads")
    own = {**set_fields(custom__tier="A"), "if": {"all": [{"field": "custom.tier", "op": "empty"}]}}
    writes = rules.make({"on": "modified", "fields": ["source"]}, own, name="Writes", enabled=False)
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = {
            what: [use.id for use in rules_naming(session, what, key)]
            for what, key in {
                "step": cast.steps[0],
                "group": group,
                "stage": cast.stages[1],
                "field": ("deal", "custom.tier"),
                "user": cast.boris.member_id,
            }.items()
        }
        assert [use.enabled for use in rules_naming(session, "field", ("deal", "custom.tier"))] == [False]
    assert found == {"step": [ticked], "group": [ticked], "stage": [reads], "field": [writes], "user": []}
    assert field


def test_a_rule_whose_field_went_is_broken_and_says_where(cast: Cast, rules: Rules) -> None:
    field = cast.field("tier", "text")
    rule = rules.make("created", set_fields(custom__tier="A"), enabled=False)
    cast.run(delete_field, field)
    with cast.database.reading(cast.anna.workspace_id) as session:
        row = session.get_one(Rule, rule)
        content = {"name": row.name, "kind": row.kind, "trigger": row.trigger, "actions": row.actions}
        assert list(faults_of(session, row, content)) == ["actions/1/settings/values/custom.tier"]
        (told,) = told_rules(Book(session, cast.anna, shown), [row])
        gone = "There is no field “custom.tier” here, or your role may not see it."
        assert [str(each) for each in told.faults] == [gone]
    with pytest.raises(Invalid):
        cast.run(enable_rule, rule)


def test_saving_again_is_checked_as_well(cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="x"))
    trigger = {"on": "stage_entered", "stage_id": GONE}
    draft = {"name": "A rule", "kind": "deal", "trigger": trigger, "actions": [set_fields(source="x")]}
    with pytest.raises(Invalid):
        cast.run(update_rule, rule, RuleDraft.model_validate(draft))


def test_a_rule_that_names_what_went_says_so(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "stage_entered", "stage_id": cast.stages[2]}, set_fields(responsible_id=cast.boris.member_id))
    cast.run(delete_stage, cast.stages[2])
    cast.run(deactivate_member, cast.boris.member_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        (told,) = told_rules(Book(session, cast.anna, shown), session.query(Rule).all())
        faults = {str(each) for each in told.faults}
    assert faults == {
        "The stage “Contract” was deleted. Choose another.",
        "“Boris Lem” has left. Choose somebody else.",
    }
