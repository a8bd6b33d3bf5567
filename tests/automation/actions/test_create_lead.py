"""Rules create leads, but of nobody on the exceptions list."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.commands.exceptions import add_exception
from stepmark.domain.leads import Lead
from tests.cast import Cast
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


def create(**values: Any) -> dict[str, Any]:
    return {"do": "create_lead", "settings": {"title": "Again: {{ contact.name }}", "values": values}}


def leads(cast: Cast) -> list[Lead]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Lead)))


@pytest.mark.row("S15")
def test_it_has_what_was_set_and_the_client_of_the_record(cast: Cast, rules: Rules) -> None:
    rules.make("created", create(source="Rule", emails=["a@example.com"]), kind="contact")
    contact = cast.contact("Olga")
    (lead,) = leads(cast)
    assert (lead.title, lead.source, lead.contact_id) == ("Again: Olga", "Rule", contact)
    assert lead.stage_id == cast.lead_stages[0]


@pytest.mark.row("C25")
def test_nobody_on_the_exceptions_list_comes_in_by_a_rule_and_the_trace_says_so(cast: Cast, rules: Rules) -> None:
    cast.run(add_exception, "spam@example.com")
    rule = rules.make("created", create(emails=["Spam@example.com"]), kind="contact")
    cast.contact("Spammer")
    assert leads(cast) == []
    step = rules.runs(rule)[-1].trace[-1]
    assert step["outcome"] == "skipped"
    assert "exceptions list" in str(step)
