"""What a sweep costs: finding who is due and writing what follows, against bare SQL that does the same.

The match list asks the same question for people: how many there are, and the first page of them.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from stepmark.automation.actions.set_fields import SetFields
from stepmark.catalogue.kinds import DEAL
from stepmark.conditions.tree import read_tree
from stepmark.platform.clock import set_clock
from stepmark.queries.matches import matches
from stepmark.worker.sweeps import sweep_day
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
_WRITES = (
    """UPDATE deal SET source = :source, source_folded = :folded, version = version + 1, updated_at = :at
    WHERE id = :id""",
    """INSERT INTO history (workspace_id, at, name, kind, record_id, record_label, record_version, deal_id, actor_id,
    actor_name, changes, cause, change_id) VALUES (:workspace, :at, 'deal.updated', 'deal', :id, :title, :version, :id,
    :member, 'Anna Maj', :changes, :cause, 1)""",
    """INSERT INTO run (workspace_id, rule_id, rule_version, rule_name, kind, record_id, record_label, outcome, once,
    cause, wake, trace, position, yielded, memory, attempts, change_id, actor_id, actor_name, started_at, finished_at)
    VALUES (:workspace, NULL, 1, 'A rule', 'deal', :id, :title, 'done', :once, :cause, :cause, :trace, 1, '{}', '{}', 0,
    1, :member, 'Anna Maj', :at, :at)""",
)
_SAW = {"path": "condition/all/0", "field": "expected_close", "op": "days_after", "saw": "2026-11-08", "held": True}
_DID = {"path": "action/1", "do": "set_fields", "outcome": "done", "at": "2026-11-22T12:00:00", "events": [_SAW]}


# In the short form: twice what they come to, where the fixed costs have little to be shared by.
MOST_TOGETHER, MOST_MATCHES = 8, 3
_ROUNDS = count(1)


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
    rules = iter([_rule(cast) for _ in range(6)])
    bare = partial(_bare_sweep, cast)
    ours = partial(_sweep, cast, rules)
    ours(), bare()
    together = min(cpu_ratio(ours, bare, 1) for _ in range(3))
    monkeypatch.setattr(SetFields, "run_many", lambda *_arguments: False)
    alone = cpu_ratio(ours, bare, 1)
    report(f"a sweep over {number:,} deals against bare SQL", f"{together:.1f} x")
    report(f"a sweep over {number:,} deals against it, one by one", f"{alone:.1f} x")
    assert together < alone
    assert together <= (5 * 2 if long_form else MOST_TOGETHER)


def test_the_match_list_costs_what_its_bare_sql_does(cast: Cast, number: int, report: Report, long_form: bool) -> None:
    ours, bare = partial(_matches, cast, number // 100), partial(_bare_matches, cast, number // 100)
    ours(), bare()
    ratio = min(cpu_ratio(ours, bare, 10) for _ in range(2))
    report(f"match list of {number:,} deals, count and first page", f"{ratio:.2f} x")
    assert ratio <= (1.3 if long_form else MOST_MATCHES)


def _rule(cast: Cast) -> int:
    """Each writes something else, so that each sweep has as much to write."""
    return Rules(cast).make(do=set_fields(source=f"Source {next(_ROUNDS)}"), when=[DUE], mode="periodic")


def _sweep(cast: Cast, rules: Iterator[int]) -> None:
    sweep_day(cast.edge, cast.anna.workspace_id, next(rules), DAY)


def _bare_sweep(cast: Cast) -> None:
    turn, after = next(_ROUNDS), 0
    workspace = cast.anna.workspace_id
    while True:
        with cast.database.writing(workspace) as session:
            connection = session.connection()
            rows = connection.execute(text(_CHUNK), {"workspace": workspace, "after": after}).all()
            for statement in _WRITES if rows else ():
                connection.execute(text(statement), [_written(cast, row, turn) for row in rows])
            session.commit()
        if not rows:
            return
        after = rows[-1].id


def _written(cast: Cast, row: Any, turn: int) -> dict[str, Any]:
    return {
        "workspace": cast.anna.workspace_id,
        "id": row.id,
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
