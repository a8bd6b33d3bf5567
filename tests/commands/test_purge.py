"""The recycle bin is emptied in time, quietly, and takes along what belongs to its records."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.notes import add_note, delete_note
from stepmark.commands.purge import purge_bin
from stepmark.commands.records import delete_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.domain.companies import Company
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.deals import Deal
from stepmark.domain.fields import FieldValue
from stepmark.domain.history import History
from stepmark.domain.notes import Note
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import StageVisit
from stepmark.platform import clock
from stepmark.platform.errors import Problem
from tests.cast import Cast

DAYS = 30


def _later(days: float) -> None:
    clock.set_clock((clock.now() + timedelta(days=days)).isoformat())


def _count(cast: Cast, model: type) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_record_goes_with_all_that_is_its_own(cast: Cast) -> None:
    cast.field("budget")
    doomed, kept = cast.deal(custom__budget=5), cast.deal(custom__budget=6)
    for deal in (doomed, kept):
        cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Call"})
        cast.run(add_note, DEAL, deal, "A note")
    cast.run(delete_record, DEAL, doomed)
    _later(DAYS + 1)
    assert cast.run(purge_bin, DAYS) == 1
    assert {model.__tablename__: _count(cast, model) for model in (Deal, Task, Note, FieldValue, StageVisit)} == {
        "deal": 1,
        "task": 1,
        "note": 1,
        "field_value": 1,
        "stage_visit": 1,
    }


def test_what_pointed_at_a_purged_record_points_at_nothing(cast: Cast) -> None:
    company = cast.company(phones=["+48 600 100 200"])
    contact = cast.contact(company_id=company)
    daughter = cast.company("Daughter", parent_id=company)
    deal = cast.deal(company_id=company, contact_id=contact)
    cast.run(delete_record, CONTACT, contact)
    cast.run(delete_record, COMPANY, company)
    _later(DAYS + 1)
    assert cast.run(purge_bin, DAYS) == 2
    with cast.database.reading(cast.anna.workspace_id) as session:
        left, child = session.get_one(Deal, deal), session.get_one(Company, daughter)
    assert (left.company_id, left.contact_id, child.parent_id) == (None, None, None)
    assert _count(cast, ContactPoint) == 0


def test_what_has_not_lain_long_enough_stays(cast: Cast) -> None:
    cast.run(delete_record, DEAL, cast.deal())
    _later(DAYS - 1)
    assert cast.run(purge_bin, DAYS) == 0
    assert _count(cast, Deal) == 1


def test_a_purge_leaves_one_line_of_history_and_the_records_own(cast: Cast) -> None:
    deals = [cast.deal(), cast.deal()]
    for deal in deals:
        cast.run(delete_record, DEAL, deal)
    note = cast.run(add_note, DEAL, cast.deal(), "A note")
    cast.run(delete_note, note)
    before = _count(cast, History)
    _later(DAYS + 1)
    assert cast.run(purge_bin, DAYS) == 3
    with cast.database.reading(cast.anna.workspace_id) as session:
        summary = session.scalars(select(History).order_by(History.id.desc())).first()
    assert summary is not None
    assert (summary.name, summary.changes) == ("bin.purged", {"deal": [2, 0], "note": [1, 0]})
    assert _count(cast, History) == before + 1


def test_nobody_but_an_administrator_purges(cast: Cast) -> None:
    with pytest.raises(Problem):
        cast.run(purge_bin, DAYS, by=cast.magda)
