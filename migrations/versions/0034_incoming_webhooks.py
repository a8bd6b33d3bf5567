"""webhooks in, and what came in through them"""

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _webhooks()
    _calls()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("incoming_webhook", "incoming_call"):
            _separate_workspaces(table)


def downgrade() -> None:
    for table in ("incoming_call", "incoming_webhook"):
        op.drop_table(table)


def _webhooks() -> None:
    op.create_table(
        "incoming_webhook",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("find_by", sa.String(100), nullable=False),
        sa.Column("missing", sa.String(10), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _in_workspace("incoming_webhook"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["member.workspace_id", "member.id"],
            name="fk_incoming_webhook_workspace_id_owner_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_webhook"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_incoming_webhook_workspace_id_id"),
        sa.UniqueConstraint("token_hash", name="uq_incoming_webhook_token_hash"),
    )
    op.create_index("ix_incoming_webhook_owner_id", "incoming_webhook", ["owner_id"])


def _calls() -> None:
    op.create_table(
        "incoming_call",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("webhook_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(64), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("record_label", sa.String(300), nullable=False),
        _in_workspace("incoming_call"),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_call"),
        sa.UniqueConstraint("webhook_id", "key", name="uq_incoming_call_webhook_id_key"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "webhook_id"],
            ["incoming_webhook.workspace_id", "incoming_webhook.id"],
            name="fk_incoming_call_workspace_id_webhook_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_incoming_call_webhook_id", "incoming_call", ["workspace_id", "webhook_id", "id"])
    op.create_index("ix_incoming_call_at", "incoming_call", ["workspace_id", "at"])


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
