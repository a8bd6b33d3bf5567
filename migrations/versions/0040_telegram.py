"""bots at Telegram, and members' chats with them"""

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _bots()
    _links()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("telegram_bot", "telegram_link"):
            _separate_workspaces(table)


def downgrade() -> None:
    for table in ("telegram_link", "telegram_bot"):
        op.drop_table(table)


def _bots() -> None:
    op.create_table(
        "telegram_bot",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("url", sa.String(2_000), nullable=False),
        sa.Column("next_update", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _in_workspace("telegram_bot"),
        sa.PrimaryKeyConstraint("id", name="pk_telegram_bot"),
        sa.UniqueConstraint("workspace_id", name="uq_telegram_bot_workspace_id"),
    )


def _links() -> None:
    op.create_table(
        "telegram_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("code_until", sa.DateTime(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_name", sa.String(200), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=True),
        _in_workspace("telegram_link"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_telegram_link_workspace_id_member_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_telegram_link"),
        sa.UniqueConstraint("workspace_id", "member_id", name="uq_telegram_link_workspace_id_member_id"),
    )
    op.create_index("ix_telegram_link_code", "telegram_link", ["workspace_id", "code"], unique=True)


def _in_workspace(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_workspace_id"
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=name, ondelete="CASCADE")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
