"""Creating tasks: for whom, till when, and where they stand."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.domain.tasks import Task
from stepmark.platform import clock
from tests.cast import Cast
from tests.support.rules import Rules, faults_of

pytestmark = pytest.mark.sqlite_alone
CHANGED = {"on": "modified", "fields": ["source"]}


def create(title: str = "Call back", **more: Any) -> dict[str, Any]:
    return {"do": "create_task", "settings": {"title": title, **more}}


def tasks(cast: Cast) -> list[Task]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Task).order_by(Task.id)))


@pytest.mark.row("F17", "S8", "S9", "S11")
def test_it_has_exactly_what_was_set(cast: Cast, rules: Rules) -> None:
    clock.set_clock("2026-11-20T15:00:00")  # a Friday
    settings = {
        "type": "call",
        "description": "About {{ deal.amount }}",
        "responsible": {"who": "member", "member_id": cast.boris.member_id},
        "creator": {"who": "member", "member_id": cast.magda.member_id},
        "due": {"amount": 4, "unit": "working_hours"},
    }
    rules.make(CHANGED, create("Call about {{ deal.title }}", **settings))
    deal = cast.deal(title="ERP", amount="5")
    cast.change("deal", deal, source="Website")
    (task,) = tasks(cast)
    assert (task.title, task.type, task.description) == ("Call about ERP", "call", "About 5.00 EUR")
    assert (task.responsible_id, task.deal_id, task.step_id) == (cast.boris.member_id, deal, None)
    assert task.due_at is not None
    assert task.due_at.isoformat() == "2026-11-23T11:00:00+00:00"
    assert rules.history("task", task.id)[0].actor_name == "Magda Nowak"


def test_due_after_a_date_of_the_record(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, create(starts="expected_close", due={"amount": 2, "unit": "days"}))
    with_date, without = cast.deal(expected_close="2026-12-01"), cast.deal()
    for deal in (with_date, without):
        cast.change("deal", deal, source="Website")
    due = [task.due_at and task.due_at.date().isoformat() for task in tasks(cast)]
    assert due == ["2026-12-03", None]
    assert "no due date" in rules.runs()[1].trace[0]["warnings"][0]["message"]


def test_under_a_step_there_is_room_for_three(cast: Cast, rules: Rules) -> None:
    rules.make(CHANGED, create(step_id=cast.steps[0]))
    deal = cast.deal()
    for source in "abcd":
        cast.change("deal", deal, source=source)
    assert [(task.step_id, task.slot) for task in tasks(cast)] == [(cast.steps[0], slot) for slot in (1, 2, 3)]
    assert rules.outcomes() == ["done", "done", "done", "failed"]
    assert "at most" in rules.runs()[-1].trace[0]["reason"]["message"]


@pytest.mark.row("S12")
def test_linked_with_the_record_at_hand_or_not(cast: Cast, rules: Rules) -> None:
    rules.make("created", [create("On it"), create("Loose", link=False)], kind="company")
    company = cast.company()
    assert [(task.title, task.company_id) for task in tasks(cast)] == [("On it", company), ("Loose", None)]


def test_a_task_made_for_a_task_stands_where_that_one_does_and_makes_no_other(cast: Cast, rules: Rules) -> None:
    rules.make("created", create("Check “{{ task.title }}”"), kind="task")
    deal = cast.deal()
    cast.run(create_record, TASK, {"title": "Call", "deal_id": deal})
    assert [(task.title, task.deal_id) for task in tasks(cast)] == [("Call", deal), ("Check “Call”", deal)]
    assert rules.runs()[-1].trace[-1]["outcome"] == "skipped"


def test_a_title_that_comes_out_empty_makes_no_task(cast: Cast, rules: Rules) -> None:
    rules.make("created", create("{{ deal.company }}"))
    cast.deal()
    assert tasks(cast) == []
    assert rules.runs()[0].trace[0]["outcome"] == "skipped"


@pytest.mark.parametrize(
    ("values", "kind", "places"),
    [
        ({"title": "{{ gone }}"}, "deal", ["title"]),
        ({"title": "a", "step_id": 1}, "company", ["step_id"]),
        ({"title": "a", "starts": "title"}, "deal", ["starts"]),
        ({"title": "a", "starts": "gone"}, "deal", ["starts"]),
    ],
)
def test_what_means_nothing_is_refused(values: dict[str, Any], kind: str, places: list[str]) -> None:
    assert faults_of("create_task", values, kind) == places
