"""SQLite's planner learns how the tables grow, on every connection of the pool."""

import sqlite3

import pytest
from sqlalchemy import text

from stepmark.platform.db import Database
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

pytestmark = pytest.mark.sqlite_alone
_RUNS = """INSERT INTO run (workspace_id, rule_id, rule_version, rule_name, kind, record_id, record_label, outcome,
    once, cause, wake, trace, position, yielded, memory, attempts, change_id, actor_name, started_at)
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000)
    SELECT :workspace, :rule, 1, 'A rule', 'deal', n, 'A deal', 'done', n, '{}', '{}', '[]', 1, '{}', '{}', 0, 1,
    'Anna', '2026-01-01 00:00:00' FROM numbers"""


def test_every_connection_looks_runs_up_by_their_keys_once_there_are_many(cast: Cast) -> None:
    rule_id = Rules(cast).make("created", set_fields(source="Website"))
    database = Database(cast.database.settings)  # which has counted no changes yet
    with database.writing(cast.anna.workspace_id) as session:
        session.connection().execute(text(_RUNS), {"workspace": cast.anna.workspace_id, "rule": rule_id})
        session.commit()
    assert all("ix_run_workspace_id" in way for way in _ways_to_the_runs(database))
    _change_often(database)
    assert all("rule_id=? AND once=?" in way for way in _ways_to_the_runs(database))
    database.close()


def test_while_another_process_writes_the_older_figures_stay_and_nothing_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stepmark.platform.db.WRITER_PATIENCE", 0.05)
    database = Database(cast.database.settings)
    stranger = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    database.refresh_statistics()
    stranger.execute("ROLLBACK")
    assert stranger.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone() == (0,)
    database.refresh_statistics()
    assert stranger.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone() == (1,)
    stranger.close()
    database.close()


def _change_often(database: Database) -> None:
    for _time in range(64):
        with database.writing(None) as session:
            session.commit()


def _ways_to_the_runs(database: Database) -> list[str]:
    """On two connections of the pool."""
    keys = ", ".join(f"'{number}'" for number in range(200))
    query = text(f"EXPLAIN QUERY PLAN SELECT once FROM run WHERE workspace_id = 1 AND rule_id = 1 AND once IN ({keys})")
    with database.engine.connect() as one, database.engine.connect() as two:
        return [each.execute(query).one().detail for each in (one, two)]
