"""What finding costs: the same statements whatever the data, and no more than a scan by hand-written SQL."""

import time
from collections.abc import Callable
from statistics import median

import pytest
from sqlalchemy import text

from stepmark.queries.search import search
from tests.bench.conftest import Report
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.statements import statements_of

FEW, MANY = 20_000, 1_000_000
# A word that all records have, a number that one has, both, a beginning that many have, and one with a slip.
TYPED = ("deal", "deal 15", "12345", "deal 12345", "dael 12345")
MOST_STATEMENTS = 8
MOST_TIMES = 1.3

# What the search would do without words of its own: look at every title, count those that fit, take the closest.
_BARE = """
SELECT id, title FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND title_folded LIKE :held
ORDER BY title_folded LIKE :begun DESC, title_folded, id LIMIT 20
"""
_BARE_COUNT = """
SELECT count(*) FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND title_folded LIKE :held
"""
_TERMS = """
INSERT INTO search_term (workspace_id, kind, record_id, term)
SELECT workspace_id, 'deal', id, 'deal' FROM deal UNION ALL SELECT workspace_id, 'deal', id, substr(title, 6) FROM deal
"""
_SLIPS = "INSERT INTO search_slip (workspace_id, \"left\", word) VALUES (:workspace, :left, 'deal')"


@pytest.mark.timeout(3600)
def test_the_first_page_of_a_search_against_bare_sql(cast: Cast, report: Report, long_form: bool) -> None:
    few = {typed: _statements(cast, typed) for typed in TYPED}
    count = MANY if long_form else FEW
    _fill(cast, count)
    ratios = {typed: _ratio(cast, typed, 20 if long_form else 5) for typed in TYPED}
    for typed, ratio in ratios.items():
        report(f"search “{typed}” in {count:,} deals, time against bare SQL", f"{ratio:.2f} x")
    many = {typed: _statements(cast, typed) for typed in TYPED}
    report("search, statements at most", max(many.values()))
    assert max(few.values()) <= max(many.values()) <= MOST_STATEMENTS
    if long_form:
        assert {typed: ratio for typed, ratio in ratios.items() if ratio > MOST_TIMES} == {}


def _fill(cast: Cast, count: int) -> None:
    fill_with_deals(cast, count)
    with cast.database.writing(cast.anna.workspace_id) as session:
        connection = session.connection()
        connection.execute(text(_TERMS))
        for left in ("deal", "eal", "dal", "del", "dea"):
            connection.execute(text(_SLIPS), {"workspace": cast.anna.workspace_id, "left": left})
        session.commit()
    with cast.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _statements(cast: Cast, typed: str) -> int:
    with statements_of(cast.database) as sent:
        _search(cast, typed)
    return len(sent)


def _ratio(cast: Cast, typed: str, pairs: int) -> float:
    _search(cast, typed)
    _bare(cast, typed)
    return median(_took(lambda: _search(cast, typed)) / _took(lambda: _bare(cast, typed)) for _ in range(pairs))


def _search(cast: Cast, typed: str) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        search(session, cast.anna, typed)


def _bare(cast: Cast, typed: str) -> None:
    values = {"workspace": cast.anna.workspace_id, "held": f"%{typed}%", "begun": f"{typed}%"}
    with cast.database.reading(cast.anna.workspace_id) as session:
        session.connection().execute(text(_BARE), values).all()
        session.connection().execute(text(_BARE_COUNT), values).all()


def _took(work: Callable[[], object]) -> float:
    """Seconds on the wall, as PostgreSQL works in processes of its own."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
