"""Adding and removing co-executors: on the record, on one behind a link, on all that link to it (S33)."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, TASK
from stepmark.commands.records import create_record, update_record
from stepmark.domain.co_executors import CoExecutor
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone


def action(change: str, member: int | None, target: str = "") -> dict[str, Any]:
    to = {"who": "member", "member_id": member}
    return {"do": "co_executor", "settings": {"change": change, "to": to, "target": target}}


def helped(cast: Cast) -> set[tuple[str, int]]:
    """Where somebody is a co-executor."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return {(each.kind, each.record_id) for each in session.scalars(select(CoExecutor))}


@pytest.mark.row("S33")
@pytest.mark.parametrize("kind", ["deal", "company", "contact"])
def test_somebody_joins_and_leaves_and_who_is_absent_is_left_alone(cast: Cast, rules: Rules, kind: str) -> None:
    magda, title = cast.magda.member_id, KINDS[kind].title_key
    rules.make("any_action", action("add", magda), kind=kind, when=[{"field": title, "op": "equal", "value": "In"}])
    rules.make("any_action", action("remove", magda), kind=kind, when=[{"field": title, "op": "equal", "value": "Out"}])
    record = cast.run(create_record, KINDS[kind], {title: "In"})
    assert helped(cast) == {(kind, record)}
    assert {"co_executor_ids": [[], [magda]]} in [each.changes for each in rules.history(kind, record)]
    cast.run(update_record, KINDS[kind], record, {title: "Out"})
    assert helped(cast) == set()
    before = len(rules.history(kind, record))
    cast.change(kind, record, responsible_id=cast.boris.member_id)
    assert len(rules.history(kind, record)) == before + 1
    last = rules.runs()[-1].trace[-1]
    assert (last["outcome"], last["reason"]["message"]) == ("skipped", "This person is no co-executor.")


@pytest.mark.row("S33")
def test_entering_a_stage_invites_the_designer(cast: Cast, rules: Rules) -> None:
    rules.make({"on": "stage_entered", "stage_id": cast.stages[1]}, action("add", cast.boris.member_id))
    deal = cast.deal()
    assert helped(cast) == set()
    cast.change("deal", deal, stage_id=cast.stages[1])
    assert helped(cast) == {("deal", deal)}


@pytest.mark.row("S33")
def test_related_records_are_reached_and_those_without_co_executors_are_not(cast: Cast, rules: Rules) -> None:
    company = cast.company(status="Quiet")
    deals = {cast.deal(company_id=company), cast.deal(company_id=company)}
    watched = {"on": "modified", "fields": ["status"]}
    rules.make(watched, [action("add", cast.boris.member_id, "deals")], kind="company")
    rules.make("created", [action("add", cast.boris.member_id, "company")], kind="task")
    cast.change("company", company, status="Busy")
    assert helped(cast) == {("deal", deal) for deal in deals}
    cast.run(create_record, TASK, {"title": "Call", "company_id": company})
    assert ("company", company) in helped(cast)
    cast.run(create_record, TASK, {"title": "Call"})
    assert rules.runs()[-1].trace[0]["outcome"] == "skipped"
    assert faults_of("co_executor", {"to": {"who": "user"}, "target": "tasks"}) == ["target"]
    assert faults_of("co_executor", {"to": {"who": "user"}}, kind="task") == ["target"]
