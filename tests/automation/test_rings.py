"""Rules that feed one another are named when they are saved, and rules that write the same are pointed out."""

from typing import Any

import pytest

from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rings import rivals_of
from stepmark.automation.rules import update_rule
from stepmark.domain.rules import Rule
from stepmark.platform.errors import Invalid
from tests.cast import Cast
from tests.support.rules import Rules, set_fields


@pytest.fixture(autouse=True)
def _fields(cast: Cast) -> None:
    for key in ("one", "two", "three"):
        cast.field(key, "text")
        cast.field(key, "text", kind="company")


def watching(key: str) -> dict[str, Any]:
    return {"on": "modified", "fields": [key]}


def ring(rules: Rules, *args: Any, **kwargs: Any) -> str:
    """The ring for which saving is refused."""
    with pytest.raises(Invalid) as invalid:
        rules.make(*args, allow_rings=False, **kwargs)
    assert list(invalid.value.errors) == ["allow_rings"]
    return str(invalid.value.errors["allow_rings"]).split(": ", 1)[1].split(". ")[0]


def test_a_rule_that_wakes_itself(rules: Rules) -> None:
    assert ring(rules, watching("source"), set_fields(source="x"), name="Self") == "“Self” → “Self”"


def test_a_ring_is_named_whole_in_its_order(rules: Rules) -> None:
    rules.make(watching("custom.one"), set_fields(custom__two="x"), name="A", allow_rings=False)
    rules.make(watching("custom.two"), set_fields(custom__three="x"), name="B", allow_rings=False, enabled=False)
    found = ring(rules, watching("custom.three"), set_fields(custom__one="x"), name="C")
    assert found == "“C” → “A” → “B” → “C”"


def test_it_is_saved_where_that_is_meant(cast: Cast, rules: Rules) -> None:
    rule = rules.make(watching("source"), set_fields(source="x"), allow_rings=True)
    mended = {"name": "A rule", "kind": "deal", "trigger": watching("source"), "actions": [set_fields(source="y")]}
    with pytest.raises(Invalid):
        cast.run(update_rule, rule, RuleDraft.model_validate(mended))
    cast.run(update_rule, rule, RuleDraft.model_validate(mended), allow_rings=True)


@pytest.mark.parametrize(
    ("trigger", "do"),
    [
        ("any_action", set_fields(source="x")),
        ("created", {"do": "duplicate", "settings": {}}),
        ("any_action", {"do": "create_task", "settings": {"title": "Call"}}),
    ],
)
def test_rings_over_other_topics(rules: Rules, trigger: str, do: dict[str, Any]) -> None:
    assert ring(rules, trigger, do, name="R") == "“R” → “R”"


def test_a_ring_over_a_linked_record_and_over_a_call(rules: Rules) -> None:
    over = {"do": "set_fields", "settings": {"target": "company", "values": {"custom.one": "x"}}}
    called = rules.make("by_hand", over, name="Called", allow_rings=False)
    back = {"do": "set_fields", "settings": {"target": "deals", "values": {"source": "x"}}}
    rules.make(watching("custom.one"), back, kind="company", name="Company", allow_rings=False)
    calls = {"do": "run_rule", "settings": {"rule_id": called}}
    assert ring(rules, watching("source"), calls, name="Calls") == "“Calls” → “Called” → “Company” → “Calls”"


def test_what_touches_nothing_watched_is_no_ring(rules: Rules) -> None:
    rules.make(watching("custom.one"), set_fields(custom__two="x"), allow_rings=False)
    rules.make("created", set_fields(custom__one="x"), allow_rings=False)
    rules.make(watching("custom.one"), set_fields(custom__one="x"), kind="company", allow_rings=True)
    rules.make("created", set_fields(custom__one="x"), kind="company", allow_rings=False)


def test_two_rules_that_write_the_same_at_the_same_are_pointed_out(cast: Cast, rules: Rules) -> None:
    one = rules.make(watching("source"), set_fields(custom__one="x"), name="One")
    rules.make(watching("source"), set_fields(custom__one="y", custom__two="y"), name="Two")
    rules.make(watching("amount"), set_fields(custom__one="z"), name="Elsewhere")
    with cast.database.reading(cast.anna.workspace_id) as session:
        warnings = [str(each) for each in rivals_of(session, session.get_one(Rule, one))]
    assert warnings == ["“Two” writes the same when the same happens: One."]
