"""A record's timeline in words: who, what, why, and the values before and after."""

import pytest

from stepmark.catalogue.kinds import COMPANY, TASK
from stepmark.commands.deal_moves import move_deal
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.commands.ticks import tick_step
from stepmark.domain.fields import CustomField
from stepmark.domain.processes import Step
from stepmark.queries.timelines import Happening, Timeline, timeline_of
from stepmark.web.formats import shown
from tests.cast import Cast
from tests.support.statements import statements_of


def test_a_tick_by_a_field_says_so_in_words(cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal()
    cast.change("deal", deal, custom__budget=5)
    cast.change("deal", deal, custom__budget=None)
    assert _told(cast, deal)[:4] == [
        ("“Discovery 1” was reopened", "because “Budget” was emptied"),
        ("Anna Maj made changes", ""),
        ("“Discovery 1” was ticked", "because “Budget” was filled"),
        ("Anna Maj made changes", ""),
    ]


def test_a_tick_by_tasks_and_one_by_hand_differ(cast: Cast) -> None:
    deal = cast.deal()
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Call"})
    cast.run(finish_task, task)
    cast.run(tick_step, deal, cast.steps[1])
    assert _told(cast, deal)[:3] == [
        ("Anna Maj ticked “Discovery 2”", ""),
        ("“Discovery 1” was ticked", "because all its tasks are done"),
        ("Anna Maj finished the task “Call”", ""),
    ]


def test_changes_bear_the_names_of_what_they_point_at_even_when_that_is_deleted(cast: Cast) -> None:
    company = cast.company("Gone GmbH")
    deal = cast.deal()
    cast.change("deal", deal, company_id=company)
    cast.run(delete_record, COMPANY, company)
    assert _changes(_timeline(cast, deal), 0) == [("Company", "", "Gone GmbH")]


def test_a_move_names_its_stages_and_the_steps_passed_over(cast: Cast) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(Step, cast.steps[0]).required = True
        session.commit()
    deal = cast.deal()
    cast.run(move_deal, deal, cast.stages[1], override_reason="The boss said so")
    timeline = _timeline(cast, deal)
    assert _changes(timeline, 0) == [("Stage", "Discovery", "Proposal")]
    assert timeline.happenings[0].override == {"reason": "The boss said so", "steps": ["Discovery 1"]}


def test_what_a_deleted_field_or_option_held_is_still_told(cast: Cast) -> None:
    field = cast.field("tier", "choice", label="Tier", options=["A", "B"])
    deal = cast.deal(custom__tier="A")
    cast.change("deal", deal, custom__tier="B")
    with cast.database.writing(cast.anna.workspace_id) as session:
        row = session.get_one(CustomField, field)
        row.options, row.deleted_at = ["B"], row.created_at
        session.commit()
    assert _changes(_timeline(cast, deal), 0) == [("Tier", "A", "B")]


def test_the_timeline_goes_on_where_it_stopped(cast: Cast) -> None:
    deal = cast.deal()
    for number in range(7):
        cast.change("deal", deal, source=f"Source {number}")
    seen: list[int] = []
    before = None
    while True:
        timeline = _timeline(cast, deal, before=before, limit=3)
        seen += [happening.event.id for happening in timeline.happenings]
        before = timeline.older
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 8
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("number", [1, 12])
def test_it_takes_the_same_number_of_statements_however_much_happened(cast: Cast, number: int) -> None:
    deal = cast.deal(company_id=cast.company("First"))
    for each in range(number):
        cast.change("deal", deal, company_id=cast.company(f"Company {each}"), contact_id=cast.contact(f"C {each}"))
    with statements_of(cast.database) as statements:
        _timeline(cast, deal)
    assert len(statements) == 7


def test_a_deal_tells_of_its_tasks_and_a_task_of_itself(cast: Cast) -> None:
    deal = cast.deal()
    task = cast.run(create_record, TASK, {"title": "Call", "deal_id": deal})
    assert _told(cast, deal)[0] == ("Anna Maj added the task “Call”", "")
    assert _told(cast, task, "task") == [("Anna Maj added the task “Call”", "")]


def _timeline(cast: Cast, record_id: int, kind: str = "deal", before: int | None = None, limit: int = 50) -> Timeline:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return timeline_of(session, cast.anna, kind, record_id, before=before, limit=limit)


def _told(cast: Cast, record_id: int, kind: str = "deal") -> list[tuple[str, str]]:
    happenings: list[Happening] = _timeline(cast, record_id, kind).happenings
    return [(str(each.text), str(each.why)) for each in happenings]


def _changes(timeline: Timeline, index: int) -> list[tuple[str, str, str]]:
    return [
        (
            change.field.name,
            shown(change.before, change.field, timeline.labels.of(change.field)),
            shown(change.after, change.field, timeline.labels.of(change.field)),
        )
        for change in timeline.happenings[index].changes
    ]
