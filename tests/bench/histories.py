"""Deals that have gone through the cast's process, with visits and ticks: what the reports are measured against."""

from sqlalchemy import text

from tests.cast import Cast

_NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
_DEALS = f"""
INSERT INTO deal (workspace_id, title, title_folded, process_id, stage_id, currency, amount, status, rank,
                  responsible_id, version, created_at, updated_at, closed_at)
{_NUMBERS}
SELECT :workspace, 'Deal ' || n, 'deal ' || n, :process,
       CASE n % 3 WHEN 0 THEN :first WHEN 1 THEN :second ELSE :third END,
       CASE n % 5 WHEN 0 THEN 'PLN' ELSE 'EUR' END, n * 100,
       CASE n % 4 WHEN 0 THEN 'won' WHEN 1 THEN 'lost' ELSE 'open' END, n,
       CASE n % 2 WHEN 0 THEN :boris ELSE :magda END, 1,
       datetime('2024-01-01', '+' || (n % 700) || ' days', '+' || (n % 86400) || ' seconds'), '2026-01-01 00:00:00',
       CASE WHEN n % 4 < 2
            THEN datetime('2024-01-01', '+' || (n % 700 + n % 90) || ' days', '+' || (n % 80000) || ' seconds') END
FROM numbers
"""
# A deal in the third stage has been in the first and the second one.
_VISITS = """
INSERT INTO stage_visit (workspace_id, deal_id, stage_id, entered_at, left_at)
SELECT deal.workspace_id, deal.id, stage.id, datetime(deal.created_at, '+' || (stage.position * 5) || ' days'),
       CASE WHEN stage.id <> deal.stage_id
            THEN datetime(deal.created_at, '+' || (stage.position * 5 + 5) || ' days', '+' || (deal.id % 9) || ' hours')
       END
FROM deal JOIN stage ON stage.process_id = deal.process_id
WHERE stage.position <= (SELECT position FROM stage here WHERE here.id = deal.stage_id)
"""
_TICKS = """
INSERT INTO tick (workspace_id, deal_id, step_id, at, member_id, cause, note)
SELECT visit.workspace_id, visit.deal_id, step.id, datetime(visit.entered_at, '+' || (visit.id % 5000) || ' minutes'),
       :boris, 'person', ''
FROM stage_visit visit JOIN step ON step.stage_id = visit.stage_id
WHERE (visit.id + step.id) % 3 > 0
"""


def fill_with_histories(cast: Cast, count: int) -> None:
    """Deals of two years in two currencies, a quarter won, a quarter lost; SQLite alone."""
    first, second, third = cast.stages
    people = {"boris": cast.boris.member_id, "magda": cast.magda.member_id}
    places = {"process": cast.process_id, "first": first, "second": second, "third": third}
    with cast.database.writing(cast.anna.workspace_id) as session:
        connection = session.connection()
        connection.execute(text(_DEALS), {"count": count, "workspace": cast.anna.workspace_id, **people, **places})
        connection.execute(text(_VISITS))
        connection.execute(text(_TICKS), people)
        session.commit()
    with cast.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
