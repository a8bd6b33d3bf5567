"""What finding costs: the same statements whatever the data, and no more than a scan by hand-written SQL."""

import pytest

from stepmark.queries.search import search
from tests.bench.against import MOST_TIMES, Work, bare_sql, cost
from tests.bench.conftest import Report
from tests.bench.crowd import Crowd
from tests.cast import Cast
from tests.support.statements import statements_of

# A word that all records have, a number that one has, both, a beginning that many have, and one with a slip.
TYPED = ("deal", "deal 15", "12345", "deal 12345", "dael 12345")
MOST_STATEMENTS = 8

# What the search would do without words of its own: look at every title, count those that fit, take the closest.
_BARE = """
SELECT id, title FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND title_folded LIKE :held
ORDER BY title_folded LIKE :begun DESC, title_folded, id LIMIT 20
"""
_BARE_COUNT = """
SELECT count(*) FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND title_folded LIKE :held
"""


@pytest.mark.timeout(3600)
def test_the_first_page_of_a_search_against_bare_sql(cast: Cast, crowd: Crowd, report: Report, long_form: bool) -> None:
    few = {typed: _statements(cast, typed) for typed in TYPED}
    many = {typed: _statements(crowd.cast, typed) for typed in TYPED}
    workspace_id = cast.anna.workspace_id
    costs = {}
    for typed in TYPED:
        values = {"workspace": workspace_id, "held": f"%{typed}%", "begun": f"{typed}%"}
        bare = bare_sql([_BARE, _BARE_COUNT], values)
        costs[typed] = cost(crowd.cast.database, workspace_id, _search(crowd.cast, typed), bare, long_form=long_form)
        report(f"search “{typed}” in {crowd.count:,} deals, CPU time against bare SQL", costs[typed])
    report("search, statements at most", max(many.values()))
    assert max(few.values()) <= max(many.values()) <= MOST_STATEMENTS
    if long_form:
        assert {typed: str(each) for typed, each in costs.items() if each.times > MOST_TIMES} == {}


def _search(cast: Cast, typed: str) -> Work:
    return lambda session: search(session, cast.anna, typed)


def _statements(cast: Cast, typed: str) -> int:
    with statements_of(cast.database) as sent, cast.database.reading(cast.anna.workspace_id) as session:
        _search(cast, typed)(session)
    return len(sent)
