"""Many rows at once, by SQL alone: what the benchmarks measure against."""

from sqlalchemy import text

from tests.cast import Cast

_DEALS = """
INSERT INTO deal (workspace_id, title, title_folded, process_id, stage_id, currency, amount, status, rank,
                  responsible_id, version, created_at, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
SELECT :workspace, 'Deal ' || n, 'deal ' || n, :process, :stage, 'EUR', n * 100, 'open', n, :member, 1, :now, :now
FROM numbers
"""


def fill_with_deals(cast: Cast, count: int) -> None:
    """Open deals in the first stage, all Boris's."""
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.connection().execute(
            text(_DEALS),
            {
                "count": count,
                "workspace": cast.anna.workspace_id,
                "process": cast.process_id,
                "stage": cast.stages[0],
                "member": cast.boris.member_id,
                "now": "2026-11-22 00:00:00",
            },
        )
        session.commit()
    with cast.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
