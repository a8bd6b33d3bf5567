"""What the SQL reader hands to the databases: within their bounds, and in a form that their indexes serve."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.catalogue.types.base import Reader
from stepmark.commands.records import delete_record
from stepmark.conditions.check import compile_conditions
from stepmark.conditions.sql import where
from stepmark.conditions.tree import MOST_NODES, read_tree
from stepmark.domain.deals import Deal
from stepmark.domain.exchange_rates import MOST_RATES
from stepmark.domain.fields import FieldValue
from stepmark.platform.money import currencies
from stepmark.queries.condition_values import fields_by_kind
from tests.cast import Cast
from tests.conditions.asking import CONTEXT


def found(cast: Cast, raw: Any, context: Any = CONTEXT) -> list[int]:
    """The deals that meet a stored tree."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        conditions = compile_conditions(read_tree(raw), DEAL, fields_by_kind(session), Reader(currency="PLN"))
        return list(session.scalars(select(Deal.id).where(where(conditions, context)).order_by(Deal.id)))


@pytest.mark.parametrize(
    "leaf",
    [
        {"field": "amount", "op": "not_equal", "value": "1 USD"},
        {"field": "contact.company.name", "op": "one_of", "value": [f"{n:03}" * 99 for n in range(50)]},
    ],
)
def test_the_largest_tree_is_within_what_a_statement_may_hold(cast: Cast, leaf: Any) -> None:
    deal = cast.deal(amount=5, currency="PLN")
    context = replace(CONTEXT, rates=dict.fromkeys(sorted(currencies())[:MOST_RATES], Decimal("0.1234567")))
    assert found(cast, {"not": {"all": [leaf] * (MOST_NODES - 2)}}, context) in ([deal], [])


def test_the_longest_text_is_within_what_a_pattern_may_hold(cast: Cast) -> None:
    # One letter that folds to eighteen: SQLite takes patterns of fifty thousand bytes.
    assert found(cast, {"field": "title", "op": "contains", "value": "\ufdfa" * 1000}) == []


def test_a_link_is_empty_for_sql_when_its_record_is_deleted(cast: Cast) -> None:
    company = cast.company(type="Partner")
    deal = cast.deal(company_id=company)
    linked = {"field": "company_id", "op": "filled"}
    partner = {"field": "company.type", "op": "equal", "value": "PARTNER"}
    assert found(cast, {"all": [linked, partner]}) == [deal]
    cast.run(delete_record, COMPANY, company)
    assert found(cast, {"any": [linked, partner]}) == []
    assert found(cast, {"all": [{"not": linked}, {"not": partner}]}) == [deal]


def test_another_workspace_is_not_looked_into(cast: Cast) -> None:
    cast.deal(title="Ours")
    with cast.database.reading(cast.clara.workspace_id) as session:
        conditions = compile_conditions(read_tree({"all": []}), DEAL, fields_by_kind(session), Reader())
        assert session.scalars(select(Deal.id).where(where(conditions, CONTEXT))).all() == []


@pytest.mark.parametrize(
    ("leaf", "index"),
    [
        ({"field": "custom.size", "op": "between", "value": [5, 6]}, "ix_field_value_number"),
        ({"field": "custom.due", "op": "days_after", "value": 14}, "ix_field_value_time"),
        ({"field": "custom.code", "op": "equal", "value": "A-1"}, "ix_field_value_folded"),
    ],
)
def test_values_of_custom_fields_are_read_off_their_index(cast: Cast, leaf: Any, index: str) -> None:
    # Row-level security keeps PostgreSQL from an index on substr(), which is not leakproof.
    serves = cast.database.is_sqlite or index != "ix_field_value_folded"
    assert (index in plan_for(cast, leaf)) is serves


@pytest.mark.sqlite_alone
def test_two_conditions_on_custom_fields_look_up_what_one_of_them_finds(cast: Cast) -> None:
    size = {"field": "custom.size", "op": "between", "value": [5, 6]}
    code = {"field": "custom.code", "op": "equal", "value": "A-1"}
    assert "SEARCH deal USING INTEGER PRIMARY KEY" in plan_for(cast, {"all": [size, code]})


def plan_for(cast: Cast, raw: Any) -> str:
    """How the database would look for the deals that meet a stored tree, among many values of custom fields."""
    fill(cast, {cast.field(key, type): column for key, type, column in FILLED})
    with cast.database.reading(cast.anna.workspace_id) as session:
        conditions = compile_conditions(read_tree(raw), DEAL, fields_by_kind(session), Reader())
        query = select(Deal.id).where(where(conditions, CONTEXT))
        asked = query.compile(cast.database.engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if cast.database.is_sqlite else "EXPLAIN"
        return "\n".join(str(row) for row in session.connection().execute(text(f"{explain} {asked}")))


FILLED = (("size", "number", "number"), ("due", "date", "time"), ("code", "text", "folded"))


def fill(cast: Cast, columns: dict[int, str]) -> None:
    """Two thousand values of each field, each another one."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        for field_id, column in columns.items():
            for n in range(2000):
                values = {"number": n, "time": CONTEXT.now + timedelta(days=n), "folded": f"code {n}"}
                session.add(FieldValue(field_id=field_id, record_id=n, **{column: values[column]}))
        session.flush()
        session.connection().execute(text("ANALYZE"))
        session.commit()


def test_wildcards_mean_themselves(cast: Cast) -> None:
    wanted, _other, third = cast.deal(title="100% a_b"), cast.deal(title="1000 axb"), cast.deal(title="a\\b")
    assert found(cast, {"field": "title", "op": "contains", "value": "0%"}) == [wanted]
    assert found(cast, {"field": "title", "op": "contains", "value": "A_B"}) == [wanted]
    assert found(cast, {"field": "title", "op": "starts_with", "value": "A\\"}) == [third]


def test_a_phone_is_meant_and_no_e_mail(cast: Cast) -> None:
    deal = cast.deal(company_id=cast.company(phones=["+48 600 100 200"], emails=["48700@example.com"]))
    assert found(cast, {"field": "company.phones", "op": "starts_with", "value": "48 6"}) == [deal]
    assert found(cast, {"field": "company.phones", "op": "starts_with", "value": "487"}) == []
    assert found(cast, {"field": "company.emails", "op": "contains", "value": "600"}) == []
