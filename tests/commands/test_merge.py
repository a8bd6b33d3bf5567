"""Merging duplicates: everything goes over to the one that stays, and comes back when it is undone."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK
from stepmark.commands.archive import archive_record
from stepmark.commands.field_access import limit_fields
from stepmark.commands.merge import merge_records
from stepmark.commands.notes import add_note
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.undo import undo_change
from stepmark.domain.deals import Deal, DealContact
from stepmark.domain.merges import Merge
from stepmark.domain.notes import Note
from stepmark.domain.people import Role
from stepmark.domain.tasks import Task
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.fields import all_fields_of
from stepmark.queries.history import history_of
from stepmark.queries.merges import merged_into
from stepmark.queries.requisites import requisites_of
from stepmark.queries.values import values_of
from tests.cast import Cast
from tests.support.people import actor_now, row, rows


@pytest.fixture
def pair(cast: Cast) -> tuple[int, int]:
    """Olga twice: with other phones, a job only the second one has, and deals, notes and tasks on both."""
    company = cast.company("ACME")
    one = cast.contact("Olga Kowalska", phones=["+48 600 100 200"], emails=["olga@example.com"])
    two = cast.contact("O. Kowalska", phones=["+48600100200", "+48 600 100 300"], job_title="Buyer", company_id=company)
    cast.run(set_requisites, CONTACT, one, {"person": {"tax_number": "111"}})
    cast.run(set_requisites, CONTACT, two, {"person": {"tax_number": "222", "passport": "AB 1"}})
    cast.run(add_note, CONTACT, two, "Likes tea")
    return one, two


def test_values_links_people_and_notes_go_over(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    person = cast.deal(contact_id=two)
    further = cast.deal(contact_id=one, contact_ids=[two])
    archived, binned = cast.deal(contact_id=two), cast.deal(contact_id=two)
    cast.run(archive_record, DEAL, archived)
    cast.run(delete_record, DEAL, binned)
    task = cast.run(create_record, TASK, {"title": "Call", "contact_id": two})
    cast.change("contact", two, co_executor_ids=[cast.boris.member_id])
    cast.run(merge_records, CONTACT, one, [two])
    values = _values(cast, one)
    assert values["phones"] == ("+48 600 100 200", "+48 600 100 300")
    assert (values["name"], values["job_title"]) == ("Olga Kowalska", "Buyer")
    assert [row(cast, Deal, each).contact_id for each in (person, further, archived, binned)] == [one] * 4
    assert _people(cast, further) == []
    assert row(cast, Task, task).contact_id == one
    assert [note.record_id for note in rows(cast, Note)] == [one]
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert requisites_of(session, "contact", one)["person"] == {"tax_number": "111", "passport": "AB 1"}
        assert merged_into(session, CONTACT, two) == one
        told = {event.name for event in history_of(session, "contact", one) if event.record_id == two}
    assert {"contact.created", "contact.deleted"} <= told


def test_undoing_brings_all_of_it_back(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    deals = [cast.deal(contact_id=two), cast.deal(contact_id=one, contact_ids=[two]), cast.deal(contact_id=two)]
    cast.run(archive_record, DEAL, deals[2])
    before = _values(cast, one), _values(cast, two), [row(cast, Deal, each).contact_id for each in deals]
    done = cast.edge.change(cast.anna, merge_records, CONTACT, one, [two])
    assert done.undo
    cast.run(undo_change, done.undo)
    assert before == (_values(cast, one), _values(cast, two), [row(cast, Deal, each).contact_id for each in deals])
    assert _people(cast, deals[1]) == [two]
    assert [note.record_id for note in rows(cast, Note)] == [two]
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalars(select(Merge)).all() == []


def test_undoing_is_refused_where_somebody_has_gone_on(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    deal = cast.deal(contact_id=two)
    done = cast.edge.change(cast.anna, merge_records, CONTACT, one, [two])
    cast.change("deal", deal, contact_id=None)
    with pytest.raises(Problem, match="can't be undone any more"):
        cast.run(undo_change, done.undo)


def test_one_says_which_value_stays(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    taken = {"name": two, "phones": one, "requisites.person.tax_number": two}
    cast.run(merge_records, CONTACT, one, [two], {"job_title": "Director"}, taken)
    values = _values(cast, one)
    assert (values["name"], values["phones"], values["job_title"]) == ("O. Kowalska", ("+48 600 100 200",), "Director")
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert requisites_of(session, "contact", one)["person"]["tax_number"] == "222"


def test_a_bound_step_stays_ticked(cast: Cast) -> None:
    one, two = cast.company("ACME"), cast.company("Acme")
    cast.bind("company", cast.steps[0])
    deal = cast.deal(company_id=two)
    assert cast.steps[0] in cast.ticked(deal)
    cast.run(merge_records, COMPANY, one, [two])
    assert cast.steps[0] in cast.ticked(deal)


def test_a_company_never_becomes_part_of_itself(cast: Cast) -> None:
    one = cast.company("ACME")
    two = cast.company("Acme", parent_id=one)
    three = cast.company("Branch", parent_id=two)
    cast.change("company", one, parent_id=two)
    cast.run(merge_records, COMPANY, one, [two])
    with cast.database.reading(cast.anna.workspace_id) as session:
        model = COMPANY.model
        parents = dict(session.execute(select(model.id, model.parent_id).where(model.deleted_at.is_(None))).all())  # type: ignore[attr-defined]  # companies have one
    assert parents == {one: None, three: one}


def test_whoever_may_not_change_one_of_them_may_not_merge(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    cast.change("contact", one, responsible_id=cast.boris.member_id)
    with pytest.raises(Problem, match="Your role"):
        cast.run(merge_records, CONTACT, one, [two], by=cast.boris)
    with pytest.raises(Problem, match="does not exist"):
        cast.run(merge_records, CONTACT, one, [two], by=cast.clara)
    cast.change("contact", two, responsible_id=cast.boris.member_id)
    deal = cast.deal(contact_id=two)
    done = cast.edge.change(cast.boris, merge_records, CONTACT, one, [two])
    assert row(cast, Deal, deal).contact_id == one, "the link goes over, whosever the deal is"
    cast.run(undo_change, done.undo, by=cast.boris)
    assert row(cast, Deal, deal).contact_id == two


def test_what_is_hidden_is_kept_without_being_shown(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    for each in pair:
        cast.change("contact", each, responsible_id=cast.boris.member_id)
    cast.run(limit_fields, CONTACT, {"phones": {Role.SALESPERSON: "hidden"}})
    boris = actor_now(cast, cast.boris)
    with pytest.raises(Invalid, match="may not see"):
        cast.run(merge_records, CONTACT, one, [two], taken={"phones": two}, by=boris)
    cast.run(merge_records, CONTACT, one, [two], by=boris)
    assert len(_values(cast, one)["phones"]) == 2


def test_a_duplicate_restored_by_itself_is_itself_again(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    cast.run(merge_records, CONTACT, one, [two])
    cast.run(restore_record, CONTACT, two)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert merged_into(session, CONTACT, two) is None


def test_what_makes_no_sense_is_refused(cast: Cast, pair: tuple[int, int]) -> None:
    one, two = pair
    deal = cast.deal()
    for kind, ids, taken in (
        (CONTACT, [], {}),
        (CONTACT, [one], {}),
        (CONTACT, [10**6], {}),
        (CONTACT, list(range(100, 120)), {}),
        (CONTACT, [two], {"name": 10**6}),
        (CONTACT, [two], {"nothing": two}),
        (DEAL, [deal], {}),
    ):
        with pytest.raises(Problem):
            cast.run(merge_records, kind, one, ids, taken=taken)
    cast.run(update_record, CONTACT, one, {"job_title": "Still there"})


def _values(cast: Cast, record_id: int) -> dict[str, Any]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        record = session.get_one(CONTACT.model, record_id)
        return values_of(session, all_fields_of(session, CONTACT), [record])[record_id]


def _people(cast: Cast, deal_id: int) -> list[int]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(DealContact.contact_id).where(DealContact.deal_id == deal_id)))
