"""A session sees and writes its own workspace, however the question is put."""

from collections.abc import Callable
from typing import Any
from typing import cast as cast_type

import pytest
from sqlalchemy import Table, delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from stepmark.catalogue.kinds import COMPANY, CONTACT
from stepmark.commands.records import create_record
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.people import Member
from stepmark.platform.db import Database
from stepmark.platform.tenancy import ScopedSession, UnscopedQuery, as_system, enter_workspace
from tests.cast import Cast

Question = Callable[[Session], Any]
Other = aliased(Company)
COMPANY_TABLE = cast_type(Table, Company.__table__)

QUESTIONS: dict[str, Question] = {
    "a row": lambda session: session.scalars(select(Company.name)).all(),
    "an entity": lambda session: [company.name for company in session.scalars(select(Company))],
    "an alias": lambda session: session.scalars(select(Other.name)).all(),
    "a join": lambda session: session.scalars(
        select(Other.name).select_from(Member).join(Other, Other.id != Member.id * 0)
    ).unique().all(),
    "an outer join": lambda session: {
        name for name in session.scalars(select(Other.name).select_from(Member).outerjoin(Other, literal(True))) if name
    },
    "a subquery": lambda session: session.scalars(select(select(Company.name).subquery().c.name)).all(),
    "a CTE": lambda session: session.scalars(select(select(Company.name).cte().c.name)).all(),
    "IN": lambda session: session.scalars(select(Company.name).where(Company.id.in_(select(Other.id)))).all(),
    "a union": lambda session: session.scalars(
        select(Company).from_statement(union_all(select(Company).where(Company.id > 0)))
    ).all() and session.scalars(select(union_all(select(Company.name)).subquery().c.name)).all(),
    "the legacy way": lambda session: [company.name for company in session.query(Company)],
}  # fmt: skip


@pytest.fixture
def two(cast: Cast) -> Cast:
    """A company in each of the two workspaces."""
    cast.company("Ours")
    cast.run(create_record, COMPANY, {"name": "Theirs"}, by=cast.clara)
    return cast


def test_a_question_finds_its_own_workspace_only(two: Cast) -> None:
    with two.database.reading(two.anna.workspace_id) as session:
        found = {name: set(question(session)) for name, question in QUESTIONS.items()}
    assert found == {name: {"Ours"} for name in QUESTIONS}
    with two.database.reading(None) as session:
        found = {name: set(question(session)) for name, question in QUESTIONS.items()}
    assert found == {name: {"Ours", "Theirs"} for name in QUESTIONS}


def test_counts_and_existence_stay_within_the_workspace(two: Cast) -> None:
    theirs = id_of(two, "Theirs")
    with two.database.reading(two.anna.workspace_id) as session:
        assert session.scalar(select(func.count()).select_from(Company)) == 1
        assert session.get(Company, theirs) is None
        assert session.scalars(select(Member.id).where(exists().where(Company.name == "Theirs"))).all() == []


def test_a_bulk_change_and_a_deletion_stay_within_the_workspace(two: Cast) -> None:
    with two.database.writing(two.anna.workspace_id) as session:
        session.execute(update(Company).values(status="Renamed"))
        session.execute(delete(Company).where(Company.name == "Theirs"))
        session.commit()
    with two.database.reading(None) as session:
        rows = session.execute(select(Company.name, Company.status).order_by(Company.name))
        assert [tuple(row) for row in rows] == [("Ours", "Renamed"), ("Theirs", None)]


def test_a_statement_that_can_not_be_narrowed_is_refused(two: Cast) -> None:
    statements: list[Any] = [
        text("select name from company"),
        select(COMPANY_TABLE.c.name),
        select(exists().where(Company.name == "Theirs")),
        COMPANY_TABLE.update().values(name="x"),
        insert(Company).values(name="x", name_folded="x"),
        update(Company).values(workspace_id=1),
        update(Company).values({Company.workspace_id: 1}),
    ]
    with two.database.writing(two.anna.workspace_id) as session:
        for statement in statements:
            with pytest.raises(UnscopedQuery):
                session.execute(statement)


def test_a_statement_that_names_its_workspace_by_hand_says_so(two: Cast) -> None:
    query = select(COMPANY_TABLE.c.name).where(COMPANY_TABLE.c.workspace_id == two.anna.workspace_id)
    with two.database.reading(two.anna.workspace_id) as session:
        assert session.scalars(query.execution_options(scoped_by_hand=True)).all() == ["Ours"]


def test_a_session_without_a_workspace_answers_nothing(database: Database) -> None:
    with ScopedSession(database.engine) as session, pytest.raises(UnscopedQuery):
        session.scalars(select(Company)).all()


def test_a_new_row_gets_the_sessions_workspace_and_no_other(two: Cast) -> None:
    mine, theirs = two.anna.workspace_id, two.clara.workspace_id
    with two.database.writing(mine) as session:
        session.add(company := Company(name="New"))
        session.flush()
        assert company.workspace_id == mine
        session.add(Company(name="Smuggled", workspace_id=theirs))
        with pytest.raises(UnscopedQuery):
            session.flush()


def test_a_row_can_not_be_carried_to_another_workspace(two: Cast) -> None:
    with two.database.writing(two.anna.workspace_id) as session:
        company = session.scalars(select(Company)).one()
        company.workspace_id = two.clara.workspace_id
        with pytest.raises(UnscopedQuery):
            session.flush()


@pytest.mark.parametrize("system", [False, True])
def test_a_reading_session_writes_nothing(two: Cast, system: bool) -> None:
    with two.database.reading(None if system else two.anna.workspace_id) as session:
        for statement in (update(Company).values(name="x"), delete(Company), insert(Company).values(name="x")):
            with pytest.raises(UnscopedQuery):
                session.execute(statement)
        session.add(Company(name="x"))
        with pytest.raises(UnscopedQuery):
            session.flush()


def test_a_session_that_changes_its_scope_sees_what_it_may_then(two: Cast) -> None:
    with two.database.reading(None) as session:
        assert set(session.scalars(select(Company.name))) == {"Ours", "Theirs"}
        enter_workspace(session, two.clara.workspace_id)
        assert session.scalars(select(Company.name)).all() == ["Theirs"]
        as_system(session)
        assert set(session.scalars(select(Company.name))) == {"Ours", "Theirs"}


def test_the_database_refuses_a_link_into_another_workspace(two: Cast) -> None:
    strangers = {
        "company_id": id_of(two, "Theirs"),
        "contact_id": two.run(create_record, CONTACT, {"name": "Their contact"}, by=two.clara),
        "responsible_id": two.clara.member_id,
    }
    deal = two.deal()
    for column, row_id in strangers.items():
        with two.database.writing(two.anna.workspace_id) as session:
            setattr(session.get_one(Deal, deal), column, row_id)
            with pytest.raises(IntegrityError):
                session.commit()


def id_of(cast: Cast, name: str) -> int:
    with cast.database.reading(None) as session:
        return session.scalars(select(Company.id).where(Company.name == name)).one()
