"""A workspace with very many deals, written by SQL alone: lists, board, search and the day are measured in it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Date, Engine, bindparam, create_engine, make_url, text

from stepmark.platform.settings import Settings
from tests.cast import Cast
from tests.support.postgres_server import SUPERUSER

# Either are more than a list counts at once.
FEW, MANY = 25_000, 1_000_000
COMPANIES = 1_000
SLIPS = ("deal", "eal", "dal", "del", "dea")

_NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
_COMPANIES = f"""
INSERT INTO company (workspace_id, name, name_folded, responsible_id, version, created_at, updated_at)
{_NUMBERS} SELECT :workspace, 'Company ' || n, 'company ' || n, :anna, 1, :now, :now FROM numbers
"""
_CONTACTS = """
INSERT INTO contact (workspace_id, name, name_folded, company_id, responsible_id, version, created_at, updated_at)
SELECT workspace_id, 'Contact ' || id, 'contact ' || id, id, responsible_id, 1, created_at, created_at FROM company
"""
# One deal in a hundred is Boris's; each third is in another stage, and each tenth has a task, every other hundred done.
_DEALS = f"""
INSERT INTO deal (workspace_id, title, title_folded, process_id, stage_id, company_id, contact_id, currency, amount,
                  status, rank, responsible_id, expected_close, version, created_at, updated_at)
{_NUMBERS}
SELECT :workspace, 'Deal ' || n, 'deal ' || n, :process,
       CASE n % 3 WHEN 0 THEN :first WHEN 1 THEN :second ELSE :third END,
       CASE WHEN n % 5 > 0 THEN 1 + n % :companies END, CASE WHEN n % 7 > 0 THEN 1 + n % :companies END,
       'EUR', n * 100, 'open', n, CASE WHEN n % 100 = 0 THEN :boris ELSE :anna END,
       CASE WHEN n % 2 = 0 THEN :day END, 1, :now, :now
FROM numbers
"""
_TASKS = """
INSERT INTO task (workspace_id, title, title_folded, type, due_at, done_at, responsible_id, deal_id, step_id, slot,
                  version, created_at, updated_at)
SELECT workspace_id, 'Call', 'call', 'call', '2026-12-01 09:00:00', CASE WHEN id / 100 % 2 = 0 THEN created_at END,
       responsible_id, id, :step, 1, 1, created_at, created_at
FROM deal WHERE id % 10 = 0
"""
_SIZES = """
INSERT INTO field_value (workspace_id, field_id, record_id, position, number)
SELECT workspace_id, :field, id, 0, (id % 1000) * 1000000 FROM deal
"""
_TIERS = """
INSERT INTO field_value (workspace_id, field_id, record_id, position, text, folded)
SELECT workspace_id, :field, id, 0, 'tier ' || (id % 7), 'tier ' || (id % 7) FROM deal
"""
_TERMS = """
INSERT INTO search_term (workspace_id, kind, record_id, term)
SELECT workspace_id, 'deal', id, 'deal' FROM deal UNION ALL SELECT workspace_id, 'deal', id, substr(title, 6) FROM deal
"""
_SLIPS = "INSERT INTO search_slip (workspace_id, \"left\", word) VALUES (:workspace, :left, 'deal')"


@dataclass(frozen=True)
class Crowd:
    """The cast in their workspace, the number of its deals, and the ids of their custom fields."""

    cast: Cast
    count: int
    size: int
    tier: int


def crowd_of(cast: Cast, count: int) -> Crowd:
    """Fill the cast's database."""
    crowd = Crowd(cast, count, cast.field("size"), cast.field("tier", "text"))
    engine = _unchecked(cast.database.settings)
    with engine.begin() as connection:
        _fill(connection, crowd)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
    return crowd


def _unchecked(settings: Settings) -> Engine:
    """A way to the database that looks up no foreign keys, which takes longer than all the rest."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        return create_engine(url)
    return create_engine(url.set(username=SUPERUSER), connect_args={"options": "-c session_replication_role=replica"})


def _fill(connection: Connection, crowd: Crowd) -> None:
    cast = crowd.cast
    first, second, third = cast.stages
    common = {"workspace": cast.anna.workspace_id, "anna": cast.anna.member_id, "now": "2026-11-22 00:00:00"}
    places = {"process": cast.process_id, "first": first, "second": second, "third": third, "companies": COMPANIES}
    deals = text(_DEALS).bindparams(bindparam("day", date(2026, 12, 1), Date()))
    connection.execute(text(_COMPANIES), {"count": COMPANIES, **common})
    connection.execute(text(_CONTACTS))
    connection.execute(deals, {"count": crowd.count, "boris": cast.boris.member_id, **common, **places})
    connection.execute(text(_TASKS), {"step": cast.steps[0]})
    connection.execute(text(_SIZES), {"field": crowd.size})
    connection.execute(text(_TIERS), {"field": crowd.tier})
    connection.execute(text(_TERMS))
    for left in SLIPS:
        connection.execute(text(_SLIPS), {"workspace": cast.anna.workspace_id, "left": left})
