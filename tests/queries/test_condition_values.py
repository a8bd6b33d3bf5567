"""What conditions see of records: over links, with what is deleted left out, in a number of statements that stays."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import COMPANY, DEAL, KINDS, TASK, Kind
from stepmark.commands.fields import delete_field
from stepmark.commands.records import create_record, delete_record
from stepmark.conditions.paths import find_path
from stepmark.queries.condition_values import fields_by_kind, seen_values
from tests.cast import Cast
from tests.support.statements import statements_of

PATHS = (
    "title",
    "custom.budget",
    "company_id",
    "contact_id",
    "company.name",
    "company.phones",
    "company.custom.size",
    "contact.name",
    "contact.company_id",
    "contact.company.name",
)


@pytest.fixture
def backend() -> str:
    """These ask for no SQL of their own; the property test reads the same on both."""
    return "sqlite"


@pytest.fixture
def sold(cast: Cast) -> int:
    """A deal with a company of its own, and a contact from another one."""
    cast.field("budget")
    cast.field("size", kind="company")
    buyer = cast.company("ACME", phones=["+48 600 100 200"], custom__size=50)
    agency = cast.company("Agency")
    contact = cast.contact(company_id=agency)
    return cast.deal(company_id=buyer, contact_id=contact, custom__budget=5)


def test_values_are_seen_over_links(cast: Cast, sold: int) -> None:
    assert seen(cast, DEAL, PATHS)[sold] == {
        "title": "ACME — ERP integration",
        "custom.budget": 5,
        "company_id": 1,
        "contact_id": 1,
        "company.name": "ACME",
        "company.phones": ("+48 600 100 200",),
        "company.custom.size": 50,
        "contact.name": "Olga Kowalska",
        "contact.company_id": 2,
        "contact.company.name": "Agency",
    }


def test_a_link_to_a_deleted_record_is_empty_and_all_beyond_it(cast: Cast, sold: int) -> None:
    cast.run(delete_record, COMPANY, 2)
    found = seen(cast, DEAL, PATHS)[sold]
    assert found["contact.name"] == "Olga Kowalska"
    assert found["contact.company_id"] is None
    assert found.get("contact.company.name") is None
    assert found["company_id"] == 1


def test_a_task_sees_the_company_of_its_deal(cast: Cast, sold: int) -> None:
    task = cast.run(create_record, TASK, {"title": "Call", "deal_id": sold})
    found = seen(cast, TASK, ["deal.company.name", "company_id"])[task]
    assert found == {"deal.company.name": "ACME", "company_id": None}


def test_statements_do_not_grow_with_the_records(cast: Cast, sold: int) -> None:
    few = count_of(cast)
    for n in range(5):
        cast.deal(company_id=cast.company(f"Company {n}"), contact_id=cast.contact(f"Contact {n}"))
    assert count_of(cast) == few <= 3 * 4


def test_fields_of_all_kinds_cost_one_statement_and_deleted_ones_are_gone(cast: Cast, sold: int) -> None:
    field = cast.field("gone")
    cast.run(delete_field, field)
    with cast.database.reading(cast.anna.workspace_id) as session, statements_of(cast.database) as statements:
        fields = fields_by_kind(session)
    assert len(statements) == 1
    assert set(fields) == KINDS.keys()
    assert "custom.budget" in fields["deal"]
    assert "custom.size" in fields["company"]
    assert "custom.gone" not in fields["deal"]


def seen(cast: Cast, kind: Kind, keys: Sequence[str]) -> dict[int, dict[str, Any]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return look(session, kind, keys)


def look(session: Session, kind: Kind, keys: Sequence[str]) -> dict[int, dict[str, Any]]:
    fields = fields_by_kind(session)
    records = list(session.scalars(select(kind.model)))
    return seen_values(session, [find_path(kind, key, fields) for key in keys], records)


def count_of(cast: Cast) -> int:
    with cast.database.reading(cast.anna.workspace_id) as session, statements_of(cast.database) as statements:
        look(session, DEAL, PATHS)
    return len(statements)
