"""Constants of a workspace: made, changed, deleted; and rules that use them."""

from typing import Any

import pytest

from stepmark.automation.rules import draft_content, enable_rule
from stepmark.automation.usage import faults_of, rules_naming
from stepmark.commands.constants import create_constant, delete_constant, update_constant
from stepmark.domain.constants import MOST_CONSTANTS, Constant
from stepmark.domain.rules import Rule
from stepmark.domain.views import SavedView
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.constants import views_naming
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}
LARGE = {"field": "amount", "op": "greater", "value": {"constant": "large"}}


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """Rules in Anna's workspace."""
    return Rules(cast)


@pytest.mark.parametrize(
    ("type", "typed", "value"),
    [
        ("text", " Baltic Sales ", "Baltic Sales"),
        ("number", "7,5", 7.5),
        ("money", "1 000,00 PLN", {"amount": "1000.00", "currency": "PLN"}),
        ("date", "2026-12-31", "2026-12-31"),
        ("yes_no", "yes", True),
        ("email", "office@example.com", "office@example.com"),
    ],
)
def test_a_value_is_kept_by_its_type(cast: Cast, type: str, typed: str, value: Any) -> None:
    constant_id = cast.run(create_constant, "Stawka ЖЁ", type, typed)
    with cast.database.reading(cast.anna.workspace_id) as session:
        constant = session.get_one(Constant, constant_id)
        assert (constant.key, constant.value) == ("stawka_zhe", value)
        kept = session.get_one(Workspace, cast.anna.workspace_id).constants
        assert kept == {"stawka_zhe": {"name": "Stawka ЖЁ", "type": type, "value": value}}


@pytest.mark.parametrize(
    ("given", "places"),
    [
        (("", "number", ""), {"name", "value"}),
        (("VAT", "user", "1"), {"type"}),
        (("VAT", "number", "a lot"), {"value"}),
        (("VAT", "date", "99.99.9999"), {"value"}),
        (("VAT\x00", "text", "x\x00"), {"name", "value"}),
        (("VAT", "money", [1]), {"value"}),
        (("x" * 101, "text", "x" * 1001), {"name", "value"}),
    ],
)
def test_everything_that_is_wrong_is_said_beside_its_field(cast: Cast, given: Any, places: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_constant, *given)
    assert refused.value.errors.keys() == places


def test_keys_differ_and_there_is_a_limit(cast: Cast) -> None:
    first, second = (cast.run(create_constant, "VAT", "number", "1") for _ in range(2))
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [session.get_one(Constant, each).key for each in (first, second)] == ["vat", "vat_2"]
    for number in range(MOST_CONSTANTS - 2):
        cast.put(Constant(key=f"k{number}", name="k", type="number", value=1))
    with pytest.raises(Invalid) as refused:
        cast.run(create_constant, "One more", "number", "1")
    assert set(refused.value.errors) == {"name"}


def test_nobody_overwrites_what_they_have_not_seen_and_managers_nothing(cast: Cast) -> None:
    vat = cast.run(create_constant, "VAT", "number", "23")
    cast.run(update_constant, vat, {"value": "8"}, version=1)
    with pytest.raises(Problem) as refused:
        cast.run(update_constant, vat, {"value": "5"}, version=1)
    assert refused.value.type == "conflict"
    for verb, args in ((create_constant, ("A", "text", "b")), (update_constant, (vat, {})), (delete_constant, (vat,))):
        with pytest.raises(Problem) as not_allowed:
            cast.run(verb, *args, by=cast.magda)
        assert not_allowed.value.type == "not-allowed"


@pytest.mark.row("B32")
def test_rules_use_what_it_is_now_as_a_value_in_conditions_and_in_texts(cast: Cast, rules: Rules) -> None:
    cast.field("account", "text")
    large = cast.run(create_constant, "Large", "money", "100 EUR")
    cast.run(create_constant, "Account", "text", "PL61 1090")
    text = {"text": "Above {{ constants.large }}"}
    rules.make(CHANGED, set_fields(custom__account={"constant": "account"}, title=text), when=[LARGE])
    deal = cast.deal(amount="150", title="A deal")
    cast.change("deal", deal, source="Website")
    assert rules.value("deal", deal, "custom.account") == "PL61 1090"
    assert rules.value("deal", deal, "title") == "Above 100.00 EUR"
    cast.run(update_constant, large, {"value": "200 EUR"})
    cast.change("deal", deal, title="Again", source="Referral")
    assert rules.value("deal", deal, "title") == "Again"
    assert len(rules.runs()) == 1


def test_days_are_counted_by_a_constant(cast: Cast, rules: Rules) -> None:
    cast.run(create_constant, "Patience", "number", "14")
    older = {"field": "expected_close", "op": "older_than", "value": {"constant": "patience"}}
    rules.make(CHANGED, set_fields(title="Late"), when=[older])
    deal = cast.deal(expected_close="2020-01-01")
    cast.change("deal", deal, source="Website")
    assert rules.value("deal", deal, "title") == "Late"


@pytest.mark.parametrize(
    ("when", "values", "place"),
    [
        ([{**LARGE, "value": {"constant": "gone"}}], {}, "conditions/all/0/value"),
        ([{"field": "expected_close", "op": "on", "value": {"constant": "name"}}], {}, "conditions/all/0/value"),
        ([], {"title": {"constant": "gone"}}, "actions/1/settings/values/title"),
        ([], {"expected_close": {"constant": "name"}}, "actions/1/settings/values/expected_close"),
        ([], {"title": {"text": "{{ constants.gone }}"}}, "actions/1/settings/values/title"),
        ([], {"title": {"constant": "name", "value": "x"}}, "actions/1/settings/values/title"),
    ],
)
def test_a_rule_that_names_none_or_one_that_does_not_fit_is_refused(
    cast: Cast, rules: Rules, when: Any, values: Any, place: str
) -> None:
    cast.run(create_constant, "Name", "text", "Baltic Sales")
    with pytest.raises(Invalid) as refused:
        rules.make(CHANGED, {"do": "set_fields", "settings": {"values": values}}, when=when)
    assert set(refused.value.errors) == {place}


def test_before_one_is_deleted_its_use_is_known_and_then_marked_as_broken(cast: Cast, rules: Rules) -> None:
    large = cast.run(create_constant, "Large", "money", "100")
    values = {"title": {"text": "{{ constants.large }}"}, "amount": {"constant": "large"}}
    naming = [
        rules.make(CHANGED, set_fields(title="x"), when=[LARGE]),
        rules.make(CHANGED, {"do": "set_fields", "settings": {"values": {"title": values["title"]}}}),
        rules.make(CHANGED, {"do": "set_fields", "settings": {"values": {"amount": values["amount"]}}}),
        rules.make(CHANGED, {"do": "set_variable", "settings": {"name": "a", "constant": "large"}}),
        rules.make(CHANGED, {"do": "wait", "settings": {"duration": {"amount": 1}}, "if": LARGE}),
    ]
    other = rules.make(CHANGED, set_fields(title="x"))
    view = cast.put(
        SavedView(kind="deal", name="Large", author_id=cast.anna.member_id, filter={"any": [{"not": LARGE}]})
    )
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [use.id for use in rules_naming(session, "constant", "large")] == naming
        assert [each.id for each in views_naming(session, "large")] == [view]
    cast.run(delete_constant, large)
    with cast.database.reading(cast.anna.workspace_id) as session:
        rows = {each: session.get_one(Rule, each) for each in (*naming, other)}
        faults = {each: faults_of(session, row, draft_content(row)) for each, row in rows.items()}
        assert [each for each, found in faults.items() if found] == naming
    deal = cast.deal(amount="500")
    cast.change("deal", deal, source="Website")
    outcomes = {run.rule_id: run.outcome for run in rules.runs()}
    assert naming[0] not in outcomes, "a condition that is broken does not hold"
    assert outcomes[naming[2]] == outcomes[naming[3]] == "failed"
    cast.run(create_constant, "Large", "money", "100")
    cast.run(enable_rule, naming[2])
    cast.change("deal", deal, source="Referral")
    assert rules.outcomes(naming[2])[-1] == "done"
