"""Rules about messages that come in."""

import pytest

from stepmark.commands.messages import MESSAGE
from stepmark.commands.records import create_record
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.parametrize("kind", ["message", "deal", "company", "contact"])
def test_one_that_came_in_wakes_rules_and_one_that_went_out_does_not(cast: Cast, rules: Rules, kind: str) -> None:
    field = {"message": "body", "deal": "source", "company": "status", "contact": "job_title"}[kind]
    rules.make("message_received", set_fields(**{field: "Wrote"}), kind=kind)
    company = cast.company()
    olga = cast.contact("Olga", emails=["olga@example.com"], company_id=company)
    ids = {"deal": cast.deal(contact_id=olga), "contact": olga, "company": company}
    cast.run(create_record, MESSAGE, {"subject": "Hello", "direction": "out", "recipient": "olga@example.com"})
    assert rules.runs() == []
    ids["message"] = cast.run(create_record, MESSAGE, {"subject": "Yes", "sender": "olga@example.com"})
    assert rules.value(kind, ids[kind], field) == "Wrote"
    assert [(run.kind, run.outcome) for run in rules.runs()] == [(kind, "done")]
