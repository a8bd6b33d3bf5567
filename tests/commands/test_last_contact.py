"""When one was last in touch: kept by notes, and by calls, meetings and mails that are done."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK
from stepmark.commands.notes import add_note, change_note
from stepmark.commands.records import create_record
from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from stepmark.platform.clock import set_clock
from tests.cast import Cast
from tests.support.people import row

MAY_1 = "2026-05-01"


@pytest.fixture
def ids(cast: Cast) -> tuple[int, int, int]:
    """A deal with its contact person and its company."""
    set_clock("2026-05-01T10:00:00Z")
    company = cast.company()
    contact = cast.contact(company_id=company)
    return cast.deal(company_id=company, contact_id=contact), contact, company


def last(cast: Cast, ids: tuple[int, int, int]) -> list[str]:
    """The day of the last contact with each; empty if there was none."""
    models: tuple[Any, ...] = (Deal, Contact, Company)
    rows = zip(models, ids, strict=True)
    moments = (row(cast, model, row_id).last_contact_at for model, row_id in rows)
    return [at.date().isoformat() if at else "" for at in moments]


def test_a_note_on_a_deal_counts_for_its_contact_person_and_company_too(cast: Cast, ids: tuple[int, int, int]) -> None:
    others = cast.deal(), cast.contact(), cast.company()
    before = row(cast, Deal, ids[0]).version
    note = cast.run(add_note, DEAL, ids[0], "Called")
    assert last(cast, ids) == [MAY_1] * 3
    assert last(cast, others) == [""] * 3
    assert row(cast, Deal, ids[0]).version == before
    set_clock("2026-05-02T10:00:00Z")
    cast.run(change_note, note, "Called twice")
    assert last(cast, ids) == [MAY_1] * 3


def test_a_note_elsewhere_counts_there(cast: Cast, ids: tuple[int, int, int]) -> None:
    cast.run(add_note, CONTACT, ids[1], "Met")
    assert last(cast, ids) == ["", MAY_1, ""]
    cast.run(add_note, COMPANY, ids[2], "Read of them")
    assert last(cast, ids) == ["", MAY_1, MAY_1]


@pytest.mark.parametrize(("type", "counts"), [("call", True), ("meeting", True), ("mail", True), ("to_do", False)])
def test_what_was_done_together_counts(cast: Cast, ids: tuple[int, int, int], type: str, counts: bool) -> None:
    task = cast.run(add_task_to_step, ids[0], cast.steps[0], {"title": "Talk", "type": type})
    assert last(cast, ids) == [""] * 3
    cast.run(finish_task, task)
    assert last(cast, ids) == [MAY_1 if counts else ""] * 3


def test_a_task_counts_for_all_that_it_is_on(cast: Cast, ids: tuple[int, int, int]) -> None:
    task = cast.run(create_record, TASK, {"title": "Call", "type": "call", "contact_id": ids[1], "company_id": ids[2]})
    cast.run(finish_task, task)
    assert last(cast, ids) == ["", MAY_1, MAY_1]


def test_it_never_goes_back(cast: Cast, ids: tuple[int, int, int]) -> None:
    cast.run(add_note, CONTACT, ids[1], "Met")
    set_clock("2026-04-01T10:00:00Z")
    cast.run(add_note, DEAL, ids[0], "Called")
    assert last(cast, ids) == ["2026-04-01", MAY_1, "2026-04-01"]
