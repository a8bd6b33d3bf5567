"""SMS accounts, and members' phones"""

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sms_account",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("senders", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("transliterate", sa.Boolean(), nullable=False),
        sa.Column("is_standard", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("trouble_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_sms_account_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sms_account"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_sms_account_workspace_id_id"),
    )
    standard = sa.text("is_standard")
    op.create_index(
        "uq_sms_account_standard",
        "sms_account",
        ["workspace_id"],
        unique=True,
        sqlite_where=standard,
        postgresql_where=standard,
    )
    op.add_column("member", sa.Column("phone", sa.String(60), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        _separate_workspaces("sms_account")


def downgrade() -> None:
    op.drop_column("member", "phone")
    op.drop_table("sms_account")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
