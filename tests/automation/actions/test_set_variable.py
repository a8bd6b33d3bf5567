"""Variables of a rule: set by one action, used by later ones of the same run."""

from typing import Any

import pytest

from stepmark.commands.constants import create_constant
from tests.cast import Cast
from tests.support.rules import Rules, faults_of, set_fields

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def variable(name: str, **value: Any) -> dict[str, Any]:
    return {"do": "set_variable", "settings": {"name": name, **value}}


@pytest.mark.row("B32")
@pytest.mark.row("B7")
def test_a_field_is_set_to_the_variable_of_an_earlier_action(cast: Cast, rules: Rules) -> None:
    cast.field("before", "money")
    cast.field("day", "date")
    cast.field("note", "text")
    rules.make(
        CHANGED,
        [
            variable("was", copy="amount"),
            variable("day", copy="expected_close"),
            variable("note", text="Was {{ deal.amount }}"),
            set_fields(amount="1"),
            set_fields(
                custom__before={"variable": "was"}, custom__day={"variable": "day"}, custom__note={"variable": "note"}
            ),
        ],
    )
    deal = cast.deal(amount="1250.50", expected_close="2026-12-31")
    cast.change("deal", deal, source="Website")
    values = [rules.value("deal", deal, f"custom.{key}") for key in ("before", "day", "note")]
    assert values == [{"amount": "1250.50", "currency": "EUR"}, "2026-12-31", "Was 1,250.50 EUR"]


def test_texts_reckon_with_it_and_print_it_as_the_workspace_writes(cast: Cast, rules: Rules) -> None:
    cast.run(create_constant, "VAT", "number", "23")
    text = "{{ values.sum | times: 2 }}, {{ values.day }}, {{ values.who }}, {{ values.vat | plus: 1 }}"
    rules.make(
        CHANGED,
        [
            variable("sum", copy="amount"),
            variable("day", copy="expected_close"),
            variable("who", copy="responsible_id"),
            variable("vat", constant="vat"),
            set_fields(title={"text": text}),
        ],
    )
    deal = cast.deal(amount="10", expected_close="2026-12-31", responsible_id=cast.boris.member_id)
    cast.change("deal", deal, source="Website")
    assert rules.value("deal", deal, "title") == "20.00 EUR, 31 Dec 2026, Boris, 24"


def test_the_next_action_of_the_same_name_gives_it_another_value(cast: Cast, rules: Rules) -> None:
    rules.make(
        CHANGED, [variable("a", text="1"), variable("a", text="{{ values.a }}2"), set_fields(title={"variable": "a"})]
    )
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    assert rules.value("deal", deal, "title") == "12"


def test_one_that_an_action_did_not_give_is_said_in_the_trace(cast: Cast, rules: Rules) -> None:
    skipped = {**variable("a", text="1"), "if": {"field": "title", "op": "empty"}}
    rules.make(CHANGED, [skipped, set_fields(title={"variable": "a"})])
    deal = cast.deal(title="Stays")
    cast.change("deal", deal, source="Website")
    (run,) = rules.runs()
    assert run.trace[-1]["warnings"][0]["message"] == "No action before this one has given the value “%(name)s”."
    assert rules.value("deal", deal, "title") == "Stays"


def test_a_value_that_does_not_fit_its_field_fails_with_the_field_named(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, [variable("a", text="soon"), set_fields(expected_close={"variable": "a"})])
    deal = cast.deal()
    cast.change("deal", deal, source="Website")
    assert rules.outcomes() == ["failed"]


@pytest.mark.parametrize(
    ("settings", "places"),
    [
        ({"name": "a", "text": "x"}, []),
        ({"name": "Ä b", "text": "x"}, ["name"]),
        ({"name": "a"}, ["text"]),
        ({"name": "a", "text": "x", "copy": "title"}, ["text"]),
        ({"name": "a", "copy": "no.such"}, ["copy"]),
        ({"name": "a", "constant": "no_such"}, ["constant"]),
        ({"name": "a", "text": "{{ constants.no_such }}"}, ["text"]),
    ],
)
def test_what_makes_no_sense_is_refused_when_it_is_saved(settings: dict[str, Any], places: list[str]) -> None:
    assert faults_of("set_variable", settings) == places


def test_a_variable_that_no_action_before_gives_is_refused() -> None:
    values = {"values": {"title": {"variable": "a"}}}
    assert faults_of("set_fields", values) == ["values/title"]
    assert faults_of("set_fields", values, yielded=["a"]) == []
