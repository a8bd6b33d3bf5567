"""the salesperson's day: stale deals, calendar feeds, and indexes for board and calendar"""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOTALS = ["stage_id", "status", "deleted_at", "workspace_id", "responsible_id", "currency", "amount"]


def upgrade() -> None:
    op.add_column("workspace", sa.Column("stale_days", sa.Integer(), nullable=False, server_default="14"))
    op.create_table(
        "calendar_feed",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_calendar_feed_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_calendar_feed_member_id", "calendar_feed", ["member_id"])
    op.create_index("ix_deal_totals", "deal", TOTALS)
    op.create_index("ix_task_due_at", "task", ["responsible_id", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_task_due_at", "task")
    op.drop_index("ix_deal_totals", "deal")
    op.drop_table("calendar_feed")
    op.drop_column("workspace", "stale_days")
