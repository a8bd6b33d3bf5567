"""Erasing a person's data: whatever told who it was is gone from the whole database, and the rest keeps its shape."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import inspect, select

from stepmark.catalogue.kinds import CONTACT, DEAL, KINDS, TASK
from stepmark.commands.erasure import erase_contact, erase_member
from stepmark.commands.exceptions import add_exception
from stepmark.commands.leaving import deactivate_member
from stepmark.commands.merge import merge_records
from stepmark.commands.notes import add_note
from stepmark.commands.notices import tell
from stepmark.commands.records import create_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.work import Work
from stepmark.domain.contacts import Contact, ContactPoint
from stepmark.domain.deals import Deal
from stepmark.domain.erasures import ERASED, Erasure
from stepmark.domain.history import History
from stepmark.domain.imports import ImportFault
from stepmark.domain.notes import File, IdempotencyKey, Note
from stepmark.domain.people import Member, Person
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.domain.rights import Actor
from stepmark.domain.runs import Run
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Scoped
from stepmark.queries.personal_data import NOT_SEARCHED, data_of_contact, data_of_member, searched
from tests.cast import Cast
from tests.support.imports import bring_in
from tests.support.people import row, rows
from tests.support.rules import Rules, set_fields

NAME = "Żaneta Canarska"
CANARY = re.compile("canar|żanet|\\\\u017banet|600 ?777 ?888|8501019", re.IGNORECASE)


@pytest.fixture
def contact(cast: Cast) -> int:
    """Żaneta, with whatever the product keeps of somebody."""
    cast.field("hobby", "text", kind="contact")
    cast.field("told", "text")
    rules = Rules(cast)
    rules.make("created", set_fields(custom__told={"text": "Call {{ deal.contact.name }}"}))
    rules.make(
        "created", set_fields(source="x"), when=[{"field": "contact.custom.hobby", "op": "contains", "value": "y"}]
    )
    made = cast.contact(
        NAME, phones=["+48 600 777 888"], emails=["canary@example.com"], job_title="Canary keeper",
        custom__hobby="Breeding canaries",
    )  # fmt: skip
    cast.change("contact", made, name="Żaneta Canarska-Nowak", emails=["canary2@example.com"])
    cast.change("contact", made, name=NAME)
    cast.run(set_requisites, CONTACT, made, {"person": {"passport": "CANARY 8501019", "tax_number": "8501019777"}})
    cast.run(add_note, CONTACT, made, "Loves her canaries")
    other = cast.contact("Z. Canarska", phones=["600777888"])
    cast.run(merge_records, CONTACT, made, [other])
    deal = cast.deal(title=f"{NAME} — kitchen", contact_id=made)
    cast.run(add_note, DEAL, deal, f"Spoke to {NAME.upper()}, write to canary@example.com")
    cast.run(create_record, TASK, {"title": f"Call {NAME}", "contact_id": made, "deal_id": deal})
    cast.run(_tell, deal)
    cast.run(add_exception, "canary@example.com", "spam")
    for address in ("canary@example.com", "canary2@example.com"):
        cast.put(ReturnedMail(folded=address, reason=f"550 No {address} here"))
    cast.put(
        File(kind="contact", record_id=made, name="canary.jpg", size=1, content_type="image/jpeg", sha256="0" * 64)
    )
    mail = {"subject": "Canaries", "body": "Yours, Żanet", "sender": "canary@example.com"}
    sent = {"sent_at": "2026-01-01T10:00", "contact_id": made}
    cast.run(create_record, KINDS["message"], mail | sent)
    key = {"member_id": cast.anna.member_id, "key": "k", "request_hash": "0"}
    cast.put(IdempotencyKey(**key, body=f'{{"name": "{NAME}"}}'))
    imported = bring_in(cast, "contact", "name,emails\nSomebody,else\n")
    cast.put(ImportFault(import_id=imported, row=2, value=NAME, message="Fault", taken=True))
    return made


def test_nothing_that_told_who_it_was_is_left_in_the_database(cast: Cast, contact: int) -> None:
    assert {"history", "note", "run", "contact_point", "search_term", "field_value", "notice"} <= _tables(cast)
    _erase(cast, contact)
    assert _tables(cast) == set()


def test_the_shape_of_the_rest_stays(cast: Cast, contact: int) -> None:
    before = len(rows(cast, Deal)), len(rows(cast, History))
    _erase(cast, contact)
    erased = row(cast, Contact, contact)
    assert (erased.name, erased.job_title, erased.deleted_at) == (ERASED, None, None)
    (deal,) = rows(cast, Deal)
    assert (deal.contact_id, deal.title) == (contact, f"{ERASED} — kitchen")
    assert [note.text for note in rows(cast, Note)] == [f"Spoke to {ERASED}, write to {ERASED}"]
    assert (len(rows(cast, Deal)), len(rows(cast, History))) == (before[0], before[1] + 1)
    (entry,) = rows(cast, Erasure)
    assert (entry.kind, entry.record_id, entry.member_id) == ("contact", contact, cast.anna.member_id)
    assert {"contact_points", "history", "mentions", "notes"} <= entry.what.keys()


@pytest.mark.sqlite_alone
def test_no_rule_wakes_and_nobody_but_administrators_may(cast: Cast, contact: int) -> None:
    rules = Rules(cast)
    rules.make("any_action", set_fields(job_title="Woken"), kind="contact")
    runs = len(rows(cast, Run))
    for nobody in (cast.magda, cast.boris, cast.viktor):
        with pytest.raises(Problem, match="Your role"):
            _erase(cast, contact, by=nobody)
    with pytest.raises(Problem, match="does not exist"):
        cast.run(erase_contact, contact, _found(cast, contact), by=cast.clara)
    _erase(cast, contact)
    assert len(rows(cast, Run)) == runs


@pytest.mark.sqlite_alone
def test_others_of_the_same_workspace_and_of_another_are_left_alone(cast: Cast, contact: int) -> None:
    namesake = cast.contact(NAME, phones=["+48 600 777 888"])
    theirs = cast.run(create_record, CONTACT, {"name": NAME}, by=cast.clara)
    _erase(cast, contact)
    assert row(cast, Contact, namesake).name == NAME
    assert len(_phones(cast, namesake)) == 1
    with cast.database.reading(cast.clara.workspace_id) as session:
        assert session.get_one(Contact, theirs).name == NAME


@pytest.mark.sqlite_alone
def test_a_member_who_left_becomes_nameless(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.run(add_note, DEAL, deal, "Boris Lem has called, boris@example.com")
    with pytest.raises(Problem, match="Deactivate the member first"):
        _erase_member(cast, cast.boris)
    cast.run(deactivate_member, cast.boris.member_id)
    _erase_member(cast, cast.boris)
    assert row(cast, Member, cast.boris.member_id).name == ERASED
    left = {table for table, text in _texts(cast) if re.search("boris", text, re.IGNORECASE)}
    assert left == set()


@pytest.mark.sqlite_alone
def test_somebody_whom_another_workspace_knows_still_signs_in_there(cast: Cast) -> None:
    with cast.database.writing(None) as session:
        person_id = session.get_one(Member, cast.boris.member_id).person_id
        session.add(Member(workspace_id=cast.clara.workspace_id, person_id=person_id, name="Boris Lem", role="viewer"))
        session.commit()
    cast.run(deactivate_member, cast.boris.member_id)
    _erase_member(cast, cast.boris)
    with cast.database.reading(None) as session:
        assert session.get_one(Person, person_id).email == "boris@example.com"


@pytest.mark.sqlite_alone
def test_each_table_is_searched_or_said_not_to_be(cast: Cast) -> None:
    scoped = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped)}
    assert scoped == set(searched()) | NOT_SEARCHED


def _phones(cast: Cast, record_id: int) -> list[str]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(ContactPoint.text).where(ContactPoint.record_id == record_id)))


def _tell(work: Work, deal: int) -> None:
    text = _("All tasks of “%(step)s” are done. It waits for a note. Deal: %(deal)s", step="Call", deal=NAME)
    tell(work, work.actor.member_id, text, "deal", deal)


def _found(cast: Cast, contact_id: int) -> Any:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return data_of_contact(session, contact_id)


def _erase(cast: Cast, contact_id: int, by: Actor | None = None) -> None:
    cast.run(erase_contact, contact_id, _found(cast, contact_id), by=by)


def _erase_member(cast: Cast, member: Actor) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = data_of_member(session, member.member_id or 0)
    cast.run(erase_member, member.member_id, found)


def _tables(cast: Cast) -> set[str]:
    return {table for table, text in _texts(cast) if CANARY.search(text)}


def _texts(cast: Cast) -> Iterator[tuple[str, str]]:
    """Every row of every table as the database gives it, not as the product reads it; rules may name anybody."""
    with cast.database.engine.connect() as connection:
        if cast.database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("select set_config('stepmark.system', 'on', false)")
        for name in inspect(connection).get_table_names():
            if not name.startswith("rule"):
                for found in connection.exec_driver_sql(f'select * from "{name}"'):
                    yield name, repr(tuple(found))
