"""What the board and a salesperson's day cost among very many deals: against the bare SQL that finds the same."""

import time
from collections.abc import Callable
from statistics import median

import pytest
from sqlalchemy import text

from stepmark.domain.processes import Process
from stepmark.queries.board import BoardFilter, board_of
from stepmark.queries.task_lists import my_open_tasks
from stepmark.queries.today import day_of
from tests.bench.conftest import Report
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.statements import statements_of

FEW, MANY = 5_000, 1_000_000
MOST_TIMES = 1.3

# One deal in a hundred is Boris's; each third is in another stage, and each tenth has a task.
_SPREAD = """
UPDATE deal SET stage_id = CASE id % 3 WHEN 0 THEN :first WHEN 1 THEN :second ELSE :third END,
                responsible_id = CASE WHEN id % 100 = 0 THEN :boris ELSE :anna END
"""
_CLOSES = "UPDATE deal SET expected_close = '2026-12-01' WHERE id % 2 = 0"
_TASKS = """
INSERT INTO task (workspace_id, title, title_folded, type, due_at, responsible_id, deal_id, step_id, slot, version,
                  created_at, updated_at)
SELECT workspace_id, 'Call', 'call', 'call', '2026-12-01 09:00:00', responsible_id, id, :step, 1, 1,
       created_at, created_at
FROM deal WHERE id % 10 = 0
"""
_DONE = "UPDATE task SET done_at = '2026-11-01 09:00:00' WHERE id % 2 = 0"
_TOTALS = """
SELECT stage_id, currency, count(*), sum(amount) FROM deal
WHERE workspace_id = :workspace AND deleted_at IS NULL AND status = 'open' AND stage_id IN (:first, :second, :third)
GROUP BY stage_id, currency
"""
_CARDS = """
SELECT * FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND status = 'open' AND stage_id = :stage
ORDER BY rank, id LIMIT 20
"""
_OPEN = """
SELECT * FROM task WHERE workspace_id = :workspace AND responsible_id = :boris
  AND done_at IS NULL AND deleted_at IS NULL
ORDER BY due_at IS NULL, due_at, id LIMIT 100
"""
_NEXT = """
SELECT * FROM deal WHERE workspace_id = :workspace AND responsible_id = :boris
  AND status = 'open' AND deleted_at IS NULL
ORDER BY expected_close IS NULL, expected_close, id LIMIT 20
"""
_WAITING = """
SELECT deal.* FROM deal JOIN (
    SELECT deal_id, step_id FROM task JOIN deal ON deal.id = task.deal_id
    WHERE deal.workspace_id = :workspace AND deal.responsible_id = :boris AND deal.status = 'open'
      AND deal.deleted_at IS NULL AND task.slot IS NOT NULL AND task.deleted_at IS NULL
    GROUP BY deal_id, step_id HAVING count(task.done_at) = count(*)
) finished ON finished.deal_id = deal.id
WHERE NOT EXISTS (SELECT 1 FROM tick WHERE tick.deal_id = deal.id AND tick.step_id = finished.step_id
                  AND tick.ended_at IS NULL)
ORDER BY deal.expected_close IS NULL, deal.expected_close, deal.id LIMIT 20
"""


@pytest.mark.timeout(3600)
def test_the_board_and_today_against_bare_sql(cast: Cast, report: Report, long_form: bool) -> None:
    cast.deal(by=cast.boris)
    works: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "board": (lambda: _board(cast), lambda: _bare_board(cast)),
        "today": (lambda: _today(cast), lambda: _bare_today(cast)),
    }
    few = {name: _statements(cast, ours) for name, (ours, _bare) in works.items()}
    count = MANY if long_form else FEW
    _fill(cast, count)
    many = {name: _statements(cast, ours) for name, (ours, _bare) in works.items()}
    ratios = {name: _ratio(ours, bare, 20 if long_form else 3) for name, (ours, bare) in works.items()}
    for name, ratio in ratios.items():
        report(f"{name} among {count:,} deals, time against bare SQL", f"{ratio:.2f} x")
        report(f"{name}, statements", many[name])
    assert few["board"] == many["board"]
    # What asks about found rows is not sent while nothing is found.
    assert few["today"] <= many["today"] <= 10
    if long_form:
        assert {name: ratio for name, ratio in ratios.items() if ratio > MOST_TIMES} == {}


def _fill(cast: Cast, count: int) -> None:
    fill_with_deals(cast, count)
    with cast.database.writing(cast.anna.workspace_id) as session:
        connection = session.connection()
        first, second, third = cast.stages
        values = {"first": first, "second": second, "third": third}
        people = {"boris": cast.boris.member_id, "anna": cast.anna.member_id}
        connection.execute(text(_SPREAD), values | people)
        connection.execute(text(_CLOSES))
        connection.execute(text(_TASKS), {"step": cast.steps[0]})
        connection.execute(text(_DONE))
        session.commit()
    with cast.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _board(cast: Cast) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        board_of(session, cast.anna, session.get_one(Process, cast.process_id), BoardFilter())


def _bare_board(cast: Cast) -> None:
    first, second, third = cast.stages
    values = {"workspace": cast.anna.workspace_id, "first": first, "second": second, "third": third}
    with cast.database.reading(cast.anna.workspace_id) as session:
        session.connection().execute(text(_TOTALS), values).all()
        for stage in cast.stages:
            session.connection().execute(text(_CARDS), values | {"stage": stage}).all()


def _today(cast: Cast) -> None:
    with cast.database.reading(cast.boris.workspace_id) as session:
        my_open_tasks(session, cast.boris)
        day_of(session, cast.boris)


def _bare_today(cast: Cast) -> None:
    values = {"workspace": cast.boris.workspace_id, "boris": cast.boris.member_id}
    with cast.database.reading(cast.boris.workspace_id) as session:
        for statement in (_OPEN, _NEXT, _WAITING):
            session.connection().execute(text(statement), values).all()


def _statements(cast: Cast, ours: Callable[[], object]) -> int:
    with statements_of(cast.database) as sent:
        ours()
    return len(sent)


def _ratio(ours: Callable[[], object], bare: Callable[[], object], pairs: int) -> float:
    ours()
    bare()
    return median(_took(ours) / _took(bare) for _ in range(pairs))


def _took(work: Callable[[], object]) -> float:
    """Seconds on the wall, as PostgreSQL works in processes of its own."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
