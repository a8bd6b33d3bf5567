"""What the board and a salesperson's day cost among very many deals: against the bare SQL that finds the same.

Both leave out what is in the archive. As for lists, statements are compared with statements: all that the pages send,
names, ticks and news included, against the bare ones for deals and tasks alone. With their Python, which is the same
for ten deals as for a million, they are told beside.
"""

import pytest
from sqlalchemy.orm import Session

from stepmark.domain.processes import Process
from stepmark.queries.board import BoardFilter, board_of
from stepmark.queries.task_lists import my_open_tasks
from stepmark.queries.today import day_of
from tests.bench.against import MOST_TIMES, Work, bare_sql, cost, sql_cost
from tests.bench.conftest import Report
from tests.bench.crowd import Crowd
from tests.cast import Cast
from tests.support.statements import statements_of

_TOTALS = """
SELECT stage_id, currency, count(*), sum(amount) FROM deal
WHERE workspace_id = :workspace AND deleted_at IS NULL AND archived_at IS NULL AND status = 'open'
  AND stage_id IN (:first, :second, :third)
GROUP BY stage_id, currency
"""
_CARDS = """
SELECT * FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND archived_at IS NULL AND status = 'open'
  AND stage_id = :{stage}
ORDER BY deleted_at, rank, id LIMIT 20
"""
_OPEN = """
SELECT * FROM task WHERE workspace_id = :workspace AND responsible_id = :boris
  AND done_at IS NULL AND deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM deal WHERE deal.id = task.deal_id AND deal.archived_at IS NOT NULL)
ORDER BY due_at IS NULL, due_at, id LIMIT 100
"""
_NEXT = """
SELECT * FROM deal WHERE workspace_id = :workspace AND responsible_id = :boris
  AND status = 'open' AND deleted_at IS NULL AND archived_at IS NULL
ORDER BY expected_close IS NULL, expected_close, id LIMIT 20
"""
_WAITING = """
SELECT deal.* FROM deal JOIN (
    SELECT deal_id, step_id FROM task JOIN deal ON deal.id = task.deal_id
    WHERE deal.workspace_id = :workspace AND deal.responsible_id = :boris AND deal.status = 'open'
      AND deal.deleted_at IS NULL AND deal.archived_at IS NULL AND task.slot IS NOT NULL AND task.deleted_at IS NULL
    GROUP BY deal_id, step_id HAVING count(task.done_at) = count(*)
) finished ON finished.deal_id = deal.id
WHERE NOT EXISTS (SELECT 1 FROM tick WHERE tick.deal_id = deal.id AND tick.step_id = finished.step_id
                  AND tick.ended_at IS NULL)
ORDER BY deal.expected_close IS NULL, deal.expected_close, deal.id LIMIT 20
"""


@pytest.mark.timeout(3600)
def test_the_board_and_today_against_bare_sql(cast: Cast, crowd: Crowd, report: Report, long_form: bool) -> None:
    cast.deal(by=cast.boris)
    few = {name: _statements(cast, _works(cast)[name][0]) for name in _works(cast)}
    works = _works(crowd.cast)
    many = {name: _statements(crowd.cast, ours) for name, (ours, _bare) in works.items()}
    costs = {}
    for name, (ours, bare) in works.items():
        costs[name] = sql_cost(crowd.cast.database, cast.anna.workspace_id, ours, bare, long_form=long_form)
        whole = cost(crowd.cast.database, cast.anna.workspace_id, ours, bare, long_form=long_form)
        report(f"{name} among {crowd.count:,} deals, SQL against bare SQL", costs[name])
        report(f"{name} among {crowd.count:,} deals, with Python", f"{whole}, {whole.milliseconds:.0f} ms")
        report(f"{name}, statements", many[name])
    assert few["board"] == many["board"]
    # What asks about found rows is not sent while nothing is found.
    assert few["today"] <= many["today"] <= 10
    if long_form:
        assert {name: str(each) for name, each in costs.items() if each.times > MOST_TIMES} == {}


def _works(cast: Cast) -> dict[str, tuple[Work, Work]]:
    first, second, third = cast.stages
    stages = {"first": first, "second": second, "third": third}
    values = {"workspace": cast.anna.workspace_id, "boris": cast.boris.member_id, **stages}

    def board(session: Session) -> None:
        board_of(session, cast.anna, session.get_one(Process, cast.process_id), BoardFilter())

    def today(session: Session) -> None:
        my_open_tasks(session, cast.boris)
        day_of(session, cast.boris)

    bare_board = bare_sql([_TOTALS, *(_CARDS.format(stage=stage) for stage in stages)], values)
    return {"board": (board, bare_board), "today": (today, bare_sql([_OPEN, _NEXT, _WAITING], values))}


def _statements(cast: Cast, ours: Work) -> int:
    with statements_of(cast.database) as sent, cast.database.reading(cast.anna.workspace_id) as session:
        ours(session)
    return len(sent)
