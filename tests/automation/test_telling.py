"""Rules in words, as administrators read them."""

from collections.abc import Iterator
from typing import Any

import pytest

from stepmark.automation.telling import told_rules
from stepmark.automation.words import Book, duration_words
from stepmark.catalogue.fields import Field
from stepmark.commands.fields import delete_field
from stepmark.domain.rules import Rule
from stepmark.platform.i18n import speaking
from stepmark.queries.rules import rules_where
from tests.cast import Cast
from tests.support.rules import Rules, set_fields
from tests.support.statements import statements_of

pytestmark = pytest.mark.sqlite_alone
PARTNER = {"field": "company.type", "op": "equal", "value": "Partner"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


def shown(value: Any, field: Field, names: dict[Any, str] | None = None) -> str:
    """A value as these tests write it."""
    return (names or {}).get(value, str(value or ""))


def sentences(cast: Cast, mark: Any = str) -> list[str]:
    """Every rule of Anna's workspace in a sentence."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return [told.sentence for told in told_rules(Book(session, cast.anna, shown, mark), rules_where(session))]


def test_a_rule_reads_as_a_sentence(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "modified", "fields": ["amount"]}, set_fields(source="Referral"), when=[PARTNER])
    rules.make("created", set_fields(responsible_id=cast.boris.member_id), kind="company")
    rules.make({"on": "stage_entered", "stage_id": cast.stages[1]}, set_fields(source={"copy": "company.name"}))
    assert sentences(cast) == [
        "When a deal has a change in “Amount”, if Company › Type is Partner: change Source to “Referral”.",
        "When a company is created: change Responsible to “Boris Lem”.",
        "When a deal enters the stage “Proposal”: change Source to a copy of Company › Name.",
    ]


def test_a_placeholder_is_called_as_its_field_is(cast: Cast, rules: Rules) -> None:
    cast.field("budget", label="Budget")
    title = "{{ deal.company.name }}: {{ deal.custom.budget | round: 2 }}{% if user %}!{% endif %}"
    settings = {"title": title, "responsible": {"who": "nobody"}}
    rules.make("created", {"do": "create_task", "settings": settings})
    rules.make("created", set_fields(status={"text": "From {{ company.name }}"}), kind="company")
    assert sentences(cast) == [
        "When a deal is created: create the task “[Company › Name]: [Budget]{% if user %}!{% endif %}” for nobody.",
        "When a company is created: change Status to “From [Name]”.",
    ]


def test_a_periodic_rule_names_its_rhythm(cast: Cast, rules: Rules) -> None:
    overdue = {"field": "expected_close", "op": "days_after", "value": 2}
    rules.make({}, set_fields(source=""), when=[overdue], mode="periodic")
    assert sentences(cast) == [
        "Once a day, for each deal, if Expected close was exactly 2 days ago: change Source to nothing."
    ]


def test_names_can_be_stressed(cast: Cast, rules: Rules) -> None:
    rules.make("created", set_fields(source="x"), when=[PARTNER])
    assert sentences(cast, "*{}*".format) == [
        "When a *deal* is created, if *Company › Type* is *Partner*: change *Source* to “*x*”."
    ]


def test_what_is_gone_is_said(cast: Cast, rules: Rules) -> None:
    field = cast.field("tier", "text")
    rules.make("created", set_fields(custom__tier="A"), when=[{"field": "custom.tier", "op": "filled"}])
    cast.run(delete_field, field)
    with cast.database.reading(cast.anna.workspace_id) as session:
        (told,) = told_rules(Book(session, cast.anna, shown), rules_where(session))
    assert [str(each) for each in told.faults] == ["There is no field “custom.tier” here, or your role may not see it."]
    assert "custom.tier" in told.sentence


def test_fifty_rules_cost_as_much_as_one(cast: Cast, rules: Rules) -> None:
    def make(number: int) -> None:
        company = cast.company(f"Company {number}")
        stage = {"on": "stage_entered", "stage_id": cast.stages[number % 3]}
        of_company = {"field": "company_id", "op": "equal", "value": company}
        rules.make(stage, set_fields(source="x"), when=[of_company], enabled=False)

    make(0)
    sentences(cast)
    with statements_of(cast.database) as one:
        sentences(cast)
    for number in range(1, 6):
        make(number)
    with statements_of(cast.database) as many:
        assert "Company 5" in sentences(cast)[-1]
    assert len(many) == len(one)


@pytest.mark.parametrize(("amount", "unit", "words"), [(1, "days", "1 day"), (3, "working_hours", "3 working hours")])
def test_durations(amount: int, unit: str, words: str) -> None:
    assert str(duration_words(amount, unit)) == words


def test_a_rule_of_another_time_is_told_as_it_was(cast: Cast, rules: Rules) -> None:
    rules.make("created", set_fields(source="x"))
    with cast.database.reading(cast.anna.workspace_id) as session:
        (rule,) = rules_where(session)
        content = {key: getattr(rule, key) for key in ("mode", "kind", "trigger", "conditions", "actions", "cyclic")}
        then = Rule(id=rule.id, version=1, name="Then", **content)
        assert told_rules(Book(session, cast.anna, shown), [then])[0].when == "When a deal is created"
