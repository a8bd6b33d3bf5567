"""what leaves the building: deliveries with their tries, and webhooks"""

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _webhooks()
    _deliveries()
    _attempts()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("webhook", "delivery", "delivery_attempt"):
            _separate_workspaces(table)
    op.drop_column("run", "leased_until")


def downgrade() -> None:
    op.add_column("run", sa.Column("leased_until", sa.DateTime(), nullable=True))
    for table in ("delivery_attempt", "delivery", "webhook"):
        op.drop_table(table)


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("url", sa.String(2_000), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_until", sa.DateTime(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("off_reason", sa.String(40), nullable=True),
        sa.Column("failing_since", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _in_workspace("webhook"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_webhook_workspace_id_id"),
    )


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("via_id", ID, nullable=True),
        sa.Column("via_name", sa.String(200), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("recipient", sa.String(2_000), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("lane", sa.String(100), nullable=True),
        sa.Column("kind", sa.String(20), nullable=True),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("record_label", sa.String(300), nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("rule_id", ID, nullable=True),
        sa.Column("rule_name", sa.String(200), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        _in_workspace("delivery"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_delivery_workspace_id_id"),
        sa.UniqueConstraint("key", name="uq_delivery_key"),
    )
    op.create_index("ix_delivery_via", "delivery", ["workspace_id", "channel", "via_id", "id"])
    op.create_index("ix_delivery_record", "delivery", ["workspace_id", "kind", "record_id", "id"])
    op.create_index("ix_delivery_run_id", "delivery", ["run_id"])
    for name, columns in (("due", ["due_at"]), ("lane", ["workspace_id", "lane", "id"])):
        op.create_index(f"ix_delivery_{name}", "delivery", columns, sqlite_where=WAITING, postgresql_where=WAITING)


def _attempts() -> None:
    op.create_table(
        "delivery_attempt",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("delivery_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        _in_workspace("delivery_attempt"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_attempt"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "delivery_id"],
            ["delivery.workspace_id", "delivery.id"],
            name="fk_delivery_attempt_workspace_id_delivery_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_delivery_attempt_delivery_id", "delivery_attempt", ["workspace_id", "delivery_id", "id"])


def _workspace_id() -> sa.Column[int]:
    return sa.Column("workspace_id", ID, nullable=False)


def _in_workspace(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_workspace_id"
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=name, ondelete="CASCADE")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
