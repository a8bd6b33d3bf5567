"""working time: work sessions, the working calendar, and the hour of periodic rules"""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    for name, default in (("work_from", "540"), ("work_to", "1020"), ("sweep_hour", "12")):
        op.add_column("workspace", sa.Column(name, sa.Integer(), nullable=False, server_default=default))
    op.add_column("workspace", sa.Column("work_days", sa.JSON(), nullable=False, server_default="[0, 1, 2, 3, 4]"))
    op.create_table(
        "holiday",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        _scope("holiday"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("workspace_id", "day", name=op.f("uq_holiday_workspace_id_day")),
    )
    op.create_table(
        "work_session",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_work_session_workspace_id_member_id"),
            ondelete="CASCADE",
        ),
        _scope("work_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_session")),
    )
    op.create_index("ix_work_session_member_id", "work_session", ["member_id", "started_at"])
    op.create_index(
        "uq_work_session_running",
        "work_session",
        ["member_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("holiday", "work_session"):
            _separate_workspaces(table)


def downgrade() -> None:
    op.drop_table("work_session")
    op.drop_table("holiday")
    for name in ("work_days", "sweep_hour", "work_to", "work_from"):
        op.drop_column("workspace", name)


def _scope(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspace.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
    )


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
