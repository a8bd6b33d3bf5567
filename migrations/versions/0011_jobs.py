"""the queue of jobs on PostgreSQL, as procrastinate 3.10 has it; SQLite's worker needs none"""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SCHEMA = Path(__file__).parent.parent / "procrastinate_3_10.sql"
_DROP = """
do $$
declare each record;
begin
    for each in select oid::regclass as name from pg_class where relkind = 'r' and relname like 'procrastinate\\_%' loop
        execute format('drop table %s cascade', each.name);
    end loop;
    for each in select oid::regprocedure as name from pg_proc where proname like 'procrastinate\\_%' loop
        execute format('drop function %s cascade', each.name);
    end loop;
    for each in select oid::regtype as name from pg_type
                where typname like 'procrastinate\\_%' and typtype in ('e', 'c') loop
        execute format('drop type %s cascade', each.name);
    end loop;
end $$
"""


def upgrade() -> None:
    _on_postgresql(_SCHEMA.read_text())


def downgrade() -> None:
    _on_postgresql(_DROP)


def _on_postgresql(statements: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        # Without parameters the driver takes several statements at once, and a per cent sign for itself.
        op.get_bind().exec_driver_sql(statements, execution_options={"no_parameters": True})
