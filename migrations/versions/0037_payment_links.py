"""payment links, what providers told of them, and how a workspace is paid"""

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("payment_link", "payment_event", "payment_settings")
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _links()
    _events()
    _settings()
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            _separate_workspaces(table)


def downgrade() -> None:
    for table in ("payment_settings", "payment_event", "payment_link"):
        op.drop_table(table)


def _links() -> None:
    op.create_table(
        "payment_link",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("payee", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("checkout", sa.JSON(), nullable=True),
        sa.Column("checkouts", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_via", sa.String(20), nullable=True),
        sa.Column("payment_id", sa.String(255), nullable=True),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _in_workspace("payment_link"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_link"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_payment_link_workspace_id_id"),
        sa.UniqueConstraint("token_hash", name="uq_payment_link_token_hash"),
    )
    op.create_index("ix_payment_link_record", "payment_link", ["workspace_id", "kind", "record_id", "id"])
    columns = ["workspace_id", "kind", "record_id"]
    op.create_index("ix_payment_link_open", "payment_link", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def _events() -> None:
    op.create_table(
        "payment_event",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("link_id", ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _in_workspace("payment_event"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_event"),
        sa.UniqueConstraint(
            "workspace_id", "provider", "event_id", name="uq_payment_event_workspace_id_provider_event_id"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "link_id"],
            ["payment_link.workspace_id", "payment_link.id"],
            name="fk_payment_event_workspace_id_link_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_payment_event_link_id", "payment_event", ["link_id"])


def _settings() -> None:
    op.create_table(
        "payment_settings",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("payee_name", sa.String(200), nullable=False),
        sa.Column("payee_address", sa.String(500), nullable=False),
        sa.Column("iban", sa.String(34), nullable=False),
        sa.Column("bic", sa.String(11), nullable=False),
        sa.Column("link_days", sa.Integer(), nullable=False),
        sa.Column("stripe_key", sa.Text(), nullable=True),
        sa.Column("stripe_secret", sa.Text(), nullable=True),
        sa.Column("stripe_on", sa.Boolean(), nullable=False),
        sa.Column("hook_token", sa.Text(), nullable=True),
        sa.Column("hook_token_hash", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _in_workspace("payment_settings"),
        sa.PrimaryKeyConstraint("id", name="pk_payment_settings"),
        sa.UniqueConstraint("workspace_id", name="uq_payment_settings_workspace_id"),
        sa.UniqueConstraint("hook_token_hash", name="uq_payment_settings_hook_token_hash"),
    )


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
