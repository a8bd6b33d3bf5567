"""What a sweep costs: finding who is due and writing what follows, against bare SQL that does the same.

The match list asks the same question for people: how many there are, and the first page of them.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from stepmark.automation import sweep as sweeping
from stepmark.automation.actions.set_fields import SetFields
from stepmark.automation.rule_sets import awake_rules
from stepmark.catalogue.kinds import DEAL
from stepmark.conditions.tree import read_tree
from stepmark.platform.clock import set_clock
from stepmark.queries.matches import matches
from stepmark.worker.sweeps import sweep_day
from tests.bench.against import sql_cost
from tests.bench.conftest import Report
from tests.bench.counting import cpu_ratio
from tests.bench.filling import fill_with_deals
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone  # whose work is done in this process, so that its CPU time counts as well

SOME, MANY = 20_000, 1_000_000
DAY, DUE = date(2026, 11, 22), {"field": "expected_close", "op": "days_after", "value": 14}
# One of a hundred is due.
_DATES = """UPDATE deal SET source = 'Referral', source_folded = 'referral',
    expected_close = CASE WHEN id % 100 = 0 THEN '2026-11-08' ELSE '2026-01-01' END"""
_DUE = "FROM deal WHERE workspace_id = :workspace AND deleted_at IS NULL AND expected_close = '2026-11-08'"
_CHUNK = f"SELECT id, title, version {_DUE} AND id > :after ORDER BY id LIMIT 200"
_RUN = """INSERT INTO run (workspace_id, rule_id, rule_version, rule_name, kind, record_id, record_label, outcome, once,
    cause, wake, trace, position, yielded, memory, attempts, change_id, actor_id, actor_name, started_at, finished_at)
    VALUES (:workspace, NULL, 1, 'A rule', 'deal', :id, :title, 'done', :once, :cause, :cause, :trace, 1, '{}', '{}', 0,
    1, :member, 'Anna Maj', :at, :at)"""
_FIELD_WRITES = (
    """UPDATE deal SET source = :source, source_folded = :folded, version = version + 1, updated_at = :at
    WHERE id = :id""",
    """INSERT INTO history (workspace_id, at, name, kind, record_id, record_label, record_version, deal_id, actor_id,
    actor_name, changes, cause, change_id) VALUES (:workspace, :at, 'deal.updated', 'deal', :id, :title, :version, :id,
    :member, 'Anna Maj', :changes, :cause, 1)""",
    _RUN,
)
_TASK_WRITES = (
    """INSERT INTO task (id, workspace_id, title, title_folded, type, responsible_id, deal_id, version, created_at,
    updated_at) VALUES (:task, :workspace, 'Call back', 'call back', 'to_do', :boris, :id, 1, :at, :at)""",
    """INSERT INTO notice (workspace_id, member_id, message, details, kind, record_id, at) VALUES (:workspace, :boris,
    '%(who)s gave you the task “%(what)s”.', '{"who": "Anna Maj", "what": "Call back"}', 'task', :task, :at)""",
    "INSERT INTO search_term (workspace_id, kind, record_id, term) VALUES (:workspace, 'task', :task, 'call')",
    "INSERT INTO search_term (workspace_id, kind, record_id, term) VALUES (:workspace, 'task', :task, 'back')",
    """INSERT INTO history (workspace_id, at, name, kind, record_id, record_label, record_version, deal_id, actor_id,
    actor_name, changes, cause, change_id) VALUES (:workspace, :at, 'task.created', 'task', :task, 'Call back', 1, :id,
    :member, 'Anna Maj', :changes, :cause, 1)""",
    _RUN,
)
_SAW = {"path": "condition/all/0", "field": "expected_close", "op": "days_after", "saw": "2026-11-08", "held": True}
_DID = {"path": "action/1", "do": "set_fields", "outcome": "done", "at": "2026-11-22T12:00:00", "events": [_SAW]}


# The bound of 5 for what goes together is asserted at double: measured were 4.7 for fields and 6.1 for tasks, whose
# rows Python makes one by one. In the short form the fixed costs have little to be shared by, and tests run beside it.
MOST_TOGETHER, MOST_ALONE, MOST_SOUGHT, MOST_MATCHES = 9, 27, 2, 3
_ROUNDS, _TURNS = count(1), 4


@pytest.fixture
def number(cast: Cast, long_form: bool) -> int:
    """How many deals there are, one of a hundred of them due."""
    set_clock("2026-11-01T12:00:00Z")
    number = MANY if long_form else SOME
    fill_with_deals(cast, number)
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.connection().execute(text(_DATES))
        session.commit()
    return number


def test_a_sweep_costs_a_few_times_its_bare_sql(
    cast: Cast, number: int, report: Report, long_form: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each writes something else, so that each sweep has as much to write.
    sweep = _sweeping(cast, [set_fields(source=f"Source {next(_ROUNDS)}") for _ in range(2 * _TURNS)])
    bare = partial(_bare_sweep, cast, _FIELD_WRITES)
    together = _least(sweep, bare)
    monkeypatch.setattr(SetFields, "run_many", lambda *_arguments: False)
    alone = _least(sweep, bare)
    report(f"a sweep over {number:,} deals that sets a field", f"{together:.1f} x")
    report(f"a sweep over {number:,} deals that sets it one by one", f"{alone:.1f} x")
    assert together <= (2 * 5 if long_form else MOST_TOGETHER)
    assert alone <= (15 if long_form else MOST_ALONE)


def test_a_sweep_that_makes_tasks_costs_a_few_times_its_bare_sql(
    cast: Cast, number: int, report: Report, long_form: bool
) -> None:
    sweep = _sweeping(cast, [{"do": "create_task", "settings": {"title": "Call back"}}] * _TURNS)
    ratio = _least(sweep, partial(_bare_sweep, cast, _TASK_WRITES))
    report(f"a sweep over {number:,} deals that makes tasks", f"{ratio:.1f} x")
    assert ratio <= (2 * 5 if long_form else MOST_TOGETHER)


def test_a_sweep_finds_who_is_due_at_the_cost_of_bare_sql(
    cast: Cast, number: int, report: Report, long_form: bool
) -> None:
    rule_id = Rules(cast).make(do=set_fields(source="Website"), when=[DUE], mode="periodic")
    values = {"workspace": cast.anna.workspace_id}

    def ours(session: Session) -> list[int]:
        rules = awake_rules(session, cast.anna)
        due = sweeping._Due(session, rules, rules.rules[rule_id], DAY)
        return _all_ids(lambda after: due.after(after, sweeping.CHUNK))

    def bare(session: Session) -> list[int]:
        connection = session.connection()
        return _all_ids(lambda after: connection.execute(text(_CHUNK), {**values, "after": after}).all())

    with cast.database.reading(cast.anna.workspace_id) as session:
        assert len(ours(session)) == len(bare(session)) == number // 100
    found = sql_cost(cast.database, cast.anna.workspace_id, ours, bare, long_form=long_form)
    report(f"a sweep's choice among {number:,} deals", str(found))
    assert found.times <= (1.3 if long_form else MOST_SOUGHT)


def test_the_match_list_costs_what_its_bare_sql_does(cast: Cast, number: int, report: Report, long_form: bool) -> None:
    ours, bare = partial(_matches, cast, number // 100), partial(_bare_matches, cast, number // 100)
    ours(), bare()
    ratio = min(cpu_ratio(ours, bare, 10) for _ in range(2))
    report(f"match list of {number:,} deals, count and first page", f"{ratio:.2f} x")
    assert ratio <= (1.3 if long_form else MOST_MATCHES)


def _least(ours: Callable[[], None], bare: Callable[[], None]) -> float:
    ours()
    bare()
    return min(cpu_ratio(ours, bare, 1) for _ in range(_TURNS - 1))


def _all_ids(chunk: Callable[[int], Sequence[Any]]) -> list[int]:
    found, rows = [0], chunk(0)
    while rows:
        found += [row.id for row in rows]
        rows = chunk(found[-1])
    return found[1:]


def _sweeping(cast: Cast, do: Sequence[Any]) -> Callable[[], None]:
    """A sweep of one rule after the other, each of which is due for the same deals."""
    rules = iter([Rules(cast).make(do=each, when=[DUE], mode="periodic") for each in do])

    def sweep() -> None:
        sweep_day(cast.edge, cast.anna.workspace_id, next(rules), DAY)

    return sweep


def _bare_sweep(cast: Cast, writes: Sequence[str]) -> None:
    turn, after = next(_ROUNDS), 0
    workspace = cast.anna.workspace_id
    while True:
        with cast.database.writing(workspace) as session:
            connection = session.connection()
            rows = connection.execute(text(_CHUNK), {"workspace": workspace, "after": after}).all()
            newest = connection.execute(text("SELECT coalesce(max(id), 0) FROM task")).scalar_one()
            written = [_written(cast, row, turn, newest + number) for number, row in enumerate(rows, start=1)]
            for statement in writes if rows else ():
                connection.execute(text(statement), written)
            session.commit()
        if not rows:
            return
        after = rows[-1].id


def _written(cast: Cast, row: Any, turn: int, task: int) -> dict[str, Any]:
    return {
        "workspace": cast.anna.workspace_id,
        "id": row.id,
        "task": task,
        "boris": cast.boris.member_id,
        "title": row.title,
        "version": row.version + 1,
        "at": "2026-11-22 12:00:00",
        "member": cast.anna.member_id,
        "source": f"Source {turn}",
        "folded": f"source {turn}",
        "once": f"{row.id}@2026-11-08#{turn}",
        "changes": json.dumps({"source": ["Referral", f"Source {turn}"]}),
        "cause": json.dumps({"kind": "rule", "rule": 1, "name": "A rule", "run": row.id}),
        "trace": json.dumps([_SAW, _DID]),
    }


def _matches(cast: Cast, number: int) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = matches(session, cast.anna, DEAL, read_tree({"all": [DUE]}), DAY)
        assert (found.count, len(found.records)) == (number, 50)


def _bare_matches(cast: Cast, number: int) -> None:
    values = {"workspace": cast.anna.workspace_id}
    with cast.database.reading(cast.anna.workspace_id) as session:
        connection = session.connection()
        assert connection.execute(text(f"SELECT count(*) {_DUE}"), values).scalar() == number
        assert len(connection.execute(text(f"SELECT * {_DUE} ORDER BY id LIMIT 51"), values).all()) == 51
