"""A list of a million deals: a constant number of statements, and a first page at the price of its bare SQL."""

import json
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from stepmark.catalogue.kinds import DEAL
from stepmark.conditions.tree import read_tree
from stepmark.queries.list_scope import ListQuery, scope_of
from stepmark.queries.record_lists import record_list
from tests.bench.conftest import Report
from tests.bench.counting import statements
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.web import signed_in

FEW, MANY = 1_000, 1_000_000
MOST_STATEMENTS = 16
# What looking up fields and making fifty objects takes, however many deals there are.
PYTHON = 0.05
TWO_FIELDS = {
    "all": [
        {"field": "custom.size", "op": "between", "value": ["10", "12"]},
        {"field": "custom.tier", "op": "equal", "value": "tier 3"},
    ]
}
_SIZES = """
INSERT INTO field_value (workspace_id, field_id, record_id, position, number)
SELECT workspace_id, :field, id, 0, (id % 1000) * 1000000 FROM deal
"""
_TIERS = """
INSERT INTO field_value (workspace_id, field_id, record_id, position, text, folded)
SELECT workspace_id, :field, id, 0, 'tier ' || (id % 7), 'tier ' || (id % 7) FROM deal
"""
_BARE = {
    "two": """SELECT * FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL
        AND id IN (SELECT record_id FROM field_value WHERE field_id = :size AND number BETWEEN 10000000 AND 12000000)
        AND id IN (SELECT record_id FROM field_value WHERE field_id = :tier AND substr(folded, 1, 100) = 'tier 3')
        ORDER BY substr(title_folded, 1, 100), id LIMIT 51""",
    "names": """SELECT * FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL
        ORDER BY substr(title_folded, 1, 100), id LIMIT 51""",
}


def test_a_list_costs_the_same_statements_however_many_deals_and_conditions(
    app: FastAPI, cast: Cast, report: Report
) -> None:
    _fields(cast)
    boris = signed_in(app, cast, cast.boris)
    urls = ["/deals/list", f"/deals/list?filter={json.dumps(TWO_FIELDS)}", "/deals/list?view=0&sort=-amount"]
    counts = []
    for count in (10, FEW):
        fill_with_deals(cast, count)
        _fill_fields(cast)
        counts.append([_statements(boris, app, url) for url in urls])
    report("GET /deals/list, statements", counts[1][0])
    report("GET /deals/list filtered by two custom fields, statements", counts[1][1])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST_STATEMENTS


@pytest.mark.long
def test_the_first_page_of_a_million_deals_takes_what_its_bare_sql_takes(cast: Cast, report: Report) -> None:
    ids = _fields(cast)
    fill_with_deals(cast, MANY)
    _fill_fields(cast)
    values = {"workspace": cast.anna.workspace_id, **ids}
    for name, asked, bare in (
        ("whole list by name", ListQuery(), _BARE["names"]),
        ("filter over two custom fields", ListQuery(tree=read_tree(TWO_FIELDS)), _BARE["two"]),
    ):
        ours, theirs = _seconds(partial(_first_page, cast, asked)), _seconds(partial(_bare, cast, bare, values))
        report(f"{MANY:,} deals, {name}, first page against bare SQL", f"{ours / theirs:.2f} x")
        whole = _seconds(partial(_list, cast, asked))
        report(f"{MANY:,} deals, {name}, first page with all that it shows", f"{whole:.3f} s")
        assert ours < 2 * 1.3 * theirs + PYTHON


def _first_page(cast: Cast, asked: ListQuery) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        scope = scope_of(session, cast.anna, DEAL, asked)
        assert len(session.execute(scope.query().order_by(*scope.order.terms()).limit(51)).all()) == 51


def _list(cast: Cast, asked: ListQuery) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert len(record_list(session, cast.anna, DEAL, asked).records) == 50


def _bare(cast: Cast, statement: str, values: dict[str, Any]) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert len(session.connection().execute(text(statement), values).all()) == 51


def _seconds(work: Callable[[], None]) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    work()
    return median(once() for _each in range(7))


def _statements(client: Any, app: FastAPI, url: str) -> int:
    client.get(url)
    with statements(app.state.database.engine) as sent:
        assert client.get(url).status_code == 200
    return len(sent)


def _fields(cast: Cast) -> dict[str, int]:
    return {"size": cast.field("size"), "tier": cast.field("tier", "text")}


def _fill_fields(cast: Cast) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        connection = session.connection()
        connection.execute(text("DELETE FROM field_value"))
        ids = {key: row_id for key, row_id in connection.execute(text("SELECT key, id FROM custom_field"))}  # noqa: C416 - mypy takes no rows for pairs
        connection.execute(text(_SIZES), {"field": ids["size"]})
        connection.execute(text(_TIERS), {"field": ids["tier"]})
        session.commit()
    with cast.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
