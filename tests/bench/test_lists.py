"""A list of a million deals: a constant number of statements, each page and its totals at the price of bare SQL.

Statements are compared with statements: all that a list sends, against SQL written by hand that tells its reader the
same. Of the first page that is fifty-one rows with their custom values, the names of what they point at, which custom
fields there are, and whether the deals are too many to be counted at once; of the totals the count and the sums. What
Python adds to them is the same for ten deals as for a million, so it is told in milliseconds beside.
"""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import DEAL
from stepmark.conditions.tree import read_tree
from stepmark.platform.money import Money, from_minor, from_scaled
from stepmark.queries.list_scope import ListQuery, scope_of
from stepmark.queries.list_totals import Sums, Totals, totals_of
from stepmark.queries.record_lists import record_list
from tests.bench.against import MOST_TIMES, Work, bare_sql, cost, sql_cost
from tests.bench.conftest import Report
from tests.bench.crowd import Crowd
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in

MOST_STATEMENTS = 16
TWO_FIELDS = {
    "all": [
        {"field": "custom.size", "op": "between", "value": ["10", "12"]},
        {"field": "custom.tier", "op": "equal", "value": "tier 3"},
    ]
}
LISTS = {"whole list by name": {"all": []}, "filter over two custom fields": TWO_FIELDS}
# Written for any two conditions, as whoever writes a page can't know how many records each of them will find.
FILTERS = {
    "whole list by name": "",
    "filter over two custom fields": """
        AND deal.id IN (SELECT record_id FROM field_value WHERE field_id = :size
                        AND number BETWEEN 10000000 AND 12000000)
        AND deal.id IN (SELECT record_id FROM field_value WHERE field_id = :tier
                        AND substr(folded, 1, 100) = 'tier 3')
        """,
}

_FIELDS = "SELECT * FROM custom_field WHERE workspace_id = :workspace AND deleted_at IS NULL ORDER BY position, id"
_WORKSPACE = "SELECT * FROM workspace WHERE id = :workspace"
_MANY = """
SELECT id FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL
ORDER BY deleted_at, id LIMIT 1 OFFSET 20000
"""
_ROWS = """
WITH page AS (
    SELECT * FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL {filter}
    ORDER BY substr(title_folded, 1, 100), id LIMIT 51
)
SELECT page.*, stage.name, member.name, company.name, contact.name, size.number, tier.text FROM page
JOIN stage ON stage.id = page.stage_id
LEFT JOIN member ON member.id = page.responsible_id
LEFT JOIN company ON company.id = page.company_id
LEFT JOIN contact ON contact.id = page.contact_id
LEFT JOIN field_value size ON size.field_id = :size AND size.record_id = page.id
LEFT JOIN field_value tier ON tier.field_id = :tier AND tier.record_id = page.id
ORDER BY substr(page.title_folded, 1, 100), page.id
"""
_AMOUNTS = """
SELECT currency, count(*), sum(amount) FROM deal
WHERE workspace_id = :workspace AND deleted_at IS NULL {filter} GROUP BY currency
"""
_SIZES = """
SELECT value.field_id, sum(value.number)
FROM deal JOIN field_value value ON value.field_id = :size AND value.record_id = deal.id
WHERE deal.workspace_id = :workspace AND deal.deleted_at IS NULL {filter} GROUP BY value.field_id
"""
_FILL = """
INSERT INTO field_value (workspace_id, field_id, record_id, position, number, text, folded)
SELECT deal.workspace_id, custom_field.id, deal.id, 0, deal.id % 1000 * 1000000,
       CASE custom_field.type WHEN 'text' THEN 'tier 3' END, CASE custom_field.type WHEN 'text' THEN 'tier 3' END
FROM deal JOIN custom_field ON custom_field.workspace_id = deal.workspace_id
"""


def test_a_list_costs_the_same_statements_however_many_deals_and_conditions(
    app: FastAPI, cast: Cast, report: Report
) -> None:
    cast.field("size")
    cast.field("tier", "text")
    boris = signed_in(app, cast, cast.boris)
    urls = ["/deals/list", f"/deals/list?filter={json.dumps(TWO_FIELDS)}", "/deals/list?view=0&sort=-amount"]
    counts = []
    for count in (10, 1_000):
        fill_with_deals(cast, count)
        _fill_fields(cast)
        counts.append([_statements(boris, app, url) for url in urls])
    report("GET /deals/list, statements", counts[1][0])
    report("GET /deals/list filtered by two custom fields, statements", counts[1][1])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST_STATEMENTS


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_what_its_bare_sql_takes(crowd: Crowd, name: str, report: Report, long_form: bool) -> None:
    actor, database = crowd.cast.anna, crowd.cast.database
    asked = ListQuery(tree=read_tree(LISTS[name]))
    values = {"workspace": actor.workspace_id, "size": crowd.size, "tier": crowd.tier}

    def by_hand(*statements: str) -> Work:
        return bare_sql([each.format(filter=FILTERS[name]) for each in (_FIELDS, _WORKSPACE, *statements)], values)

    def page(session: Session) -> list[int]:
        return [record.id for record in record_list(session, actor, DEAL, asked).records]

    def totals(session: Session) -> Totals:
        return totals_of(session, scope_of(session, actor, DEAL, asked))

    bare_page, bare_totals = by_hand(_MANY, _ROWS), by_hand(_AMOUNTS, _SIZES)
    with database.reading(actor.workspace_id) as session:
        assert page(session) == [row.id for row in bare_page(session)[-1]][:50]
        assert totals(session) == _totals(*bare_totals(session)[-2:])
    costs = {}
    for part, ours, bare in (("first page", page, bare_page), ("count and sums", totals, bare_totals)):
        costs[part] = sql_cost(database, actor.workspace_id, ours, bare, long_form=long_form)
        whole = cost(database, actor.workspace_id, ours, bare, long_form=False)
        report(f"{name} of {crowd.count:,} deals, {part}, SQL against bare SQL", costs[part])
        report(f"{name} of {crowd.count:,} deals, {part}, with Python", f"{whole.milliseconds:.0f} ms")
    if long_form:
        assert {part: str(each) for part, each in costs.items() if each.times > MOST_TIMES} == {}


def _totals(amounts: Sequence[Any], sizes: Sequence[Any]) -> Totals:
    """What the bare SQL has found, as a list tells it."""
    sums: dict[str, Sums] = {
        "amount": [Money(from_minor(int(total), currency), currency) for currency, _count, total in amounts],
        "custom.size": [from_scaled(int(total)) for _field, total in sizes],
    }
    return Totals(sum(count for _currency, count, _total in amounts), sums)


def _statements(client: Any, app: FastAPI, url: str) -> int:
    client.get(url)
    with statements_of(app.state.database) as sent:
        assert client.get(url).status_code == 200
    return len(sent)


def _fill_fields(cast: Cast) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        connection = session.connection()
        connection.execute(text("DELETE FROM field_value"))
        connection.execute(text(_FILL))
        session.commit()
