"""an archive for deals, companies and contacts, and when one was last in touch with them"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("company", "contact", "deal")
LIVE = ["workspace_id", "deleted_at", "id"]
TOTALS = ["stage_id", "status", "deleted_at", "workspace_id", "responsible_id", "currency", "amount"]
NEW_TOTALS = [*TOTALS[:3], "archived_at", *TOTALS[3:]]
TALKS = ("call", "meeting", "mail")
NOTE = sa.table("note", *map(sa.column, ("kind", "record_id", "created_at", "deleted_at")))
TASK = sa.table("task", *map(sa.column, ("type", "done_at", "deleted_at", "deal_id", "company_id", "contact_id")))
DEAL = sa.table("deal", *map(sa.column, ("company_id", "contact_id", "last_contact_at")))


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("archived_at", sa.DateTime(), nullable=True))
        op.add_column(table, sa.Column("last_contact_at", sa.DateTime(), nullable=True))
        op.drop_index(f"ix_{table}_live", table)
        op.create_index(f"ix_{table}_live", table, [*LIVE, "archived_at"])
    op.drop_index("ix_deal_totals", "deal")
    op.create_index("ix_deal_totals", "deal", NEW_TOTALS)
    _keep("deal", *_of_its_own("deal"))
    for table in ("company", "contact"):
        _keep(
            table, *_of_its_own(table), sa.select(DEAL.c[f"{table}_id"].label("id"), DEAL.c.last_contact_at.label("at"))
        )


def _of_its_own(table: str) -> tuple[sa.Select[Any], ...]:
    notes = sa.select(NOTE.c.record_id.label("id"), NOTE.c.created_at.label("at"))
    tasks = sa.select(TASK.c[f"{table}_id"].label("id"), TASK.c.done_at.label("at"))
    return (
        notes.where(NOTE.c.kind == table, NOTE.c.deleted_at.is_(None)),
        tasks.where(TASK.c.type.in_(TALKS), TASK.c.deleted_at.is_(None)),
    )


def _keep(table: str, *contacts: sa.Select[Any]) -> None:
    """Give each record the newest of what was noted on it or done with its people."""
    found = sa.union_all(*contacts).subquery()
    newest = sa.select(found.c.id, sa.func.max(found.c.at).label("at")).group_by(found.c.id).subquery()
    kept = sa.table(table, sa.column("id"), sa.column("last_contact_at"))
    op.execute(sa.update(kept).where(kept.c.id == newest.c.id).values(last_contact_at=newest.c.at))


def downgrade() -> None:
    op.drop_index("ix_deal_totals", "deal")
    op.create_index("ix_deal_totals", "deal", TOTALS)
    for table in TABLES:
        op.drop_index(f"ix_{table}_live", table)
        op.create_index(f"ix_{table}_live", table, LIVE)
        op.drop_column(table, "last_contact_at")
        op.drop_column(table, "archived_at")
