"""Making somebody responsible, for the record or for one behind a link. Who is meant is tried in test_people."""

import pytest

from stepmark.automation.rules import give_rule
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["responsible_id"]}


@pytest.mark.row("C3")
def test_the_contact_follows_its_deal(cast: Cast, rules: Rules) -> None:
    settings = {"to": {"who": "current"}, "target": "contact", "on_behalf": cast.boris.member_id}
    rules.make(CHANGED, {"do": "assign_responsible", "settings": settings})
    contact = cast.contact()
    with_contact, without = cast.deal(contact_id=contact), cast.deal()
    for deal in (with_contact, without):
        cast.change("deal", deal, responsible_id=cast.magda.member_id)
    assert rules.value("contact", contact, "responsible_id") == cast.magda.member_id
    assert rules.history("contact", contact)[-1].actor_name == "Boris Lem"
    assert [run.trace[0]["outcome"] for run in rules.runs()] == ["done", "skipped"]


def test_a_rule_has_its_owners_rights_and_no_more(cast: Cast, rules: Rules) -> None:
    rule = rules.make(CHANGED, {"do": "assign_responsible", "settings": {"to": {"who": "user"}, "target": "company"}})
    company = cast.company(responsible_id=cast.magda.member_id)
    deal = cast.deal(company_id=company)
    cast.run(give_rule, rule, cast.boris.member_id)
    cast.change("deal", deal, responsible_id=cast.boris.member_id)
    assert rules.outcomes() == ["failed"]
    assert rules.value("company", company, "responsible_id") == cast.magda.member_id


@pytest.mark.parametrize(
    ("to", "place"),
    [
        ({"who": "member"}, "to/member_id"),
        ({"who": "group"}, "to/group_id"),
        ({"who": "list"}, "to/member_ids"),
    ],
)
def test_whoever_is_chosen_must_be_named(to: dict[str, str], place: str) -> None:
    assert faults_of("assign_responsible", {"to": to}) == [place]
    assert faults_of("message_people", {"to": [to], "text": "Hi"}) == [place.replace("to/", "to/1/")]
